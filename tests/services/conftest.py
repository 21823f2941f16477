"""What the tests of this room share: content packs."""

from pathlib import Path

import pytest

from bot.services.content import Content, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def chicago() -> Content:
    return load(ROOT / "content" / "chicago")


@pytest.fixture(scope="session")
def demo() -> Content:
    return load(ROOT / "content" / "demo")


@pytest.fixture(scope="session")
def springfield() -> Content:
    return load(Path(__file__).parent / "data" / "springfield")
