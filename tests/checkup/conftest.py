"""The checks against the stand-ins, in a process of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.checkup.providers import Providers


@pytest.fixture(scope="session")
def providers() -> Iterator[Providers]:
    providers = Providers().wait()
    yield providers
    providers.stop()


@pytest.fixture
def settings(providers: Providers, tmp_path: Path) -> Settings:
    """Everything set up as it should be; nothing of it from this machine's environment."""
    return providers.settings(ENLACE_DATA_DIR=str(tmp_path))
