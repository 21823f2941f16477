"""What the tests of this room share: content packs, and a database of their own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.services.content import Content, load
from bot.store.database import Database
from bot.store.embedded import EmbeddedPostgres
from bot.store.schema import upgrade
from tests.harness.reminders import VAULT
from tests.harness.service import open_folder

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


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL with our tables, for this process."""
    postgres = EmbeddedPostgres(open_folder("services"))
    upgrade(postgres.url, VAULT)
    yield postgres.url
    postgres.stop()


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[Database]:
    """That PostgreSQL, as services use it."""
    database = Database(postgres_url)
    yield database
    await database.close()
