"""Connections to PostgreSQL and the transactions made on them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from procrastinate.exceptions import ConnectorException
from sqlalchemy import event, exc, make_url
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from bot.store.direct import Direct, is_closed

OUTAGES = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,
    exc.TimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    ConnectorException,
)
"""What is raised while the database restarts, fails over or has no connection left; it passes."""


def driver_url(url: str) -> str:
    """A PostgreSQL address as SQLAlchemy wants it, with psycopg 3 as the driver."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def libpq_url(url: str) -> str:
    """A PostgreSQL address as libpq wants it, without a driver's name."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Database:
    """The pool of one process: `pool_size` connections stay open, as many again may come.

    Each one costs PostgreSQL some 3 MB of memory for as long as it is open. Those that come beyond
    are closed after one use, and opening one takes longer than most uses: let `pool_size` be what
    is used at once on a busy day. They are opened at need, and few do most of the work.
    """

    def __init__(self, url: str, pool_size: int = 6) -> None:
        self.engine: AsyncEngine = create_async_engine(
            driver_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_use_lifo=True,
            hide_parameters=True,  # errors are logged; what residents wrote is not
            connect_args={"prepare_threshold": 3},
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self._committing_each = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._url = libpq_url(url)
        self._direct: list[Direct] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back on an error."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def statement(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one statement, a transaction in itself: one round trip, not three."""
        async with self._committing_each.connect() as connection:
            yield connection

    def direct(self) -> Direct:
        """A connection beside the pool, for one who has something to write all the time."""
        self._direct.append(Direct(self._url))
        return self._direct[-1]

    async def close(self) -> None:
        """Gives all connections back."""
        for direct in self._direct:
            await direct.close()
        await self.engine.dispose()


def once_committed(session: AsyncSession, work: Callable[[], None]) -> None:
    """Does something when the session's transaction has been committed, and not otherwise."""
    event.listen(session.sync_session, "after_commit", lambda _: work(), once=True)


def _refuse_closed(adapted: Any, *_: object) -> None:
    """Has the pool connect anew where the server has closed a connection meanwhile."""
    if is_closed(adapted.driver_connection):
        raise exc.InvalidatePoolError


async def psycopg_connection(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """The psycopg connection under a session, for libraries that join our transaction."""
    raw = await (await session.connection()).get_raw_connection()
    connection = raw.driver_connection
    assert isinstance(connection, psycopg.AsyncConnection)  # noqa: S101 (narrows SQLAlchemy's Any)
    return connection
