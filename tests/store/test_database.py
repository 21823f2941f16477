"""Connections stay open for as long as the server keeps them, and no longer."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import text

from bot.store.database import Database, libpq_url

AT_ONCE = 6
PID = text("SELECT pg_backend_pid()")


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[Database]:
    """A pool that keeps as many connections as are used at once."""
    store = Database(postgres_url, AT_ONCE)
    yield store
    await store.close()


async def used_at_once(store: Database) -> set[int]:
    """The connections of transactions that all wait for each other."""
    all_begun = asyncio.Barrier(AT_ONCE)

    async def use() -> int:
        async with store.transaction() as session:
            pid = await session.scalar(PID)
            await all_begun.wait()
            return int(pid or 0)

    return set(await asyncio.gather(*(use() for _ in range(AT_ONCE))))


async def test_what_was_opened_for_a_crowd_is_there_for_the_next(store: Database) -> None:
    first = await used_at_once(store)
    assert len(first) == AT_ONCE
    assert await used_at_once(store) == first


async def test_connections_the_server_closed_are_not_used_again(
    store: Database, postgres_url: str
) -> None:
    closed = await used_at_once(store)
    async with await psycopg.AsyncConnection.connect(libpq_url(postgres_url)) as operator:
        for pid in closed:
            await operator.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not await used_at_once(store) & closed
