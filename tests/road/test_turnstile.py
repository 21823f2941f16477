"""The pace of requests to a provider holds across all processes."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from bot.errors import ProviderUnavailable
from bot.store.database import Database
from bot.store.turnstile import FORGET, Turnstile
from tests.conftest import SharedService

EVERY = timedelta(milliseconds=50)


@pytest.fixture
async def turnstiles(service: SharedService) -> AsyncIterator[list[Turnstile]]:
    """As in several workers: each with connections of its own."""
    stores = [Database(service.database_url) for _ in range(3)]
    yield [Turnstile(store) for store in stores]
    for store in stores:
        await store.close()


async def test_requests_of_all_workers_are_spaced(turnstiles: list[Turnstile]) -> None:
    name, loop, passed = uuid.uuid4().hex, asyncio.get_running_loop(), []

    async def request(turnstile: Turnstile) -> None:
        await turnstile.wait(name, EVERY, timedelta(seconds=30))
        passed.append(loop.time())

    begun = loop.time()
    await asyncio.gather(*(request(turnstile) for turnstile in turnstiles * 7))
    assert len(passed) == 21
    assert max(passed) - begun >= 20 * EVERY.total_seconds() - 0.01


async def test_who_would_wait_too_long_is_told_how_long(turnstiles: list[Turnstile]) -> None:
    name, hour = uuid.uuid4().hex, timedelta(hours=1)
    first, second, _ = turnstiles
    await first.wait(name, hour, timedelta())
    for _ in range(2):  # and takes no place
        with pytest.raises(ProviderUnavailable) as raised:
            await second.wait(name, hour, timedelta(seconds=1))
        assert raised.value.retry_after == pytest.approx(hour.total_seconds(), abs=60)


async def test_names_do_not_wait_for_each_other(turnstiles: list[Turnstile]) -> None:
    for _ in range(3):
        await turnstiles[0].wait(uuid.uuid4().hex, timedelta(hours=1), timedelta())


async def test_paces_long_past_are_forgotten(
    turnstiles: list[Turnstile], database: psycopg.AsyncConnection[Any]
) -> None:
    name = uuid.uuid4().hex
    await turnstiles[0].wait(name, EVERY, timedelta())
    await database.execute(
        "UPDATE paces SET free_at = now() - interval '2 hours' WHERE name = %s", (name,)
    )
    await database.execute(FORGET.text)
    cursor = await database.execute("SELECT count(*) FROM paces WHERE name = %s", (name,))
    assert await cursor.fetchone() == (0,)
