"""Databases of tests that need no service: one PostgreSQL a process, a database for each module."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from bot.store.database import Database, libpq_url
from bot.store.embedded import EmbeddedPostgres
from bot.store.schema import upgrade
from tests.harness.reminders import VAULT
from tests.harness.service import open_folder

CARELESS = ("fsync", "full_page_writes", "synchronous_commit")
"""What keeps data through a failure of power, which no test has."""
TEMPLATE = "with_our_tables"


class Postgres:
    """A server and its databases."""

    def __init__(self) -> None:
        self._server = EmbeddedPostgres(open_folder("databases"))
        self._numbers = itertools.count()
        self._execute(
            *(f"ALTER SYSTEM SET {name} = off" for name in CARELESS),
            "SELECT pg_reload_conf()",
            f"CREATE DATABASE {TEMPLATE}",
        )
        upgrade(self._url(TEMPLATE), VAULT)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a database of its own, for as long as the block lasts."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self._url(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()

    def _url(self, database: str) -> str:
        return make_url(self._server.url).set(database=database).render_as_string(False)

    def _execute(self, *statements: str) -> None:
        with psycopg.connect(libpq_url(self._server.url), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this process."""
    postgres = Postgres()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="module")
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A database with our tables, which the tests of a module share."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="module")
def empty_url(postgres: Postgres) -> Iterator[str]:
    """A database without any table."""
    with postgres.database("template0") as url:
        yield url


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[Database]:
    """That database, as services use it."""
    database = Database(postgres_url)
    yield database
    await database.close()
