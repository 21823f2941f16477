"""One clock for all processes of a rehearsal, whoever moves it and whoever reads it late."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clock import ShiftedClock
from bot.services import simulated_time
from bot.store.database import Database

DAY = timedelta(days=1)


async def ahead(store: Database, clock: ShiftedClock) -> timedelta:
    """How far the service's clock is ahead of the machine's, for a process that follows."""
    async with store.transaction() as session:
        await simulated_time.follow(session, clock)
    return clock.now() - datetime.now(UTC)


async def move_a_day(store: Database) -> None:
    clock = ShiftedClock()
    async with store.transaction() as session:
        await simulated_time.hold(session, clock)
        await simulated_time.move(session, DAY)


async def test_moves_at_once_add_up_for_every_process(store: Database) -> None:
    one, other = ShiftedClock(), ShiftedClock()
    before = await ahead(store, one)
    await asyncio.gather(*(move_a_day(store) for _ in range(3)))
    for clock in (one, other):
        assert round((await ahead(store, clock) - before) / DAY, 3) == 3


async def test_a_move_holds_only_when_it_is_committed(store: Database) -> None:
    clock = ShiftedClock()
    before = await ahead(store, clock)
    async with store.transaction() as session:
        await simulated_time.hold(session, clock)
        await simulated_time.move(session, DAY)
        assert await ahead(store, clock) - before < DAY / 2
    assert await ahead(store, clock) - before > DAY / 2


def test_a_reading_that_comes_late_changes_nothing() -> None:
    clock = ShiftedClock()
    clock.follow(2, 2 * DAY)
    clock.follow(1, DAY)
    assert clock.now() - datetime.now(UTC) > 1.5 * DAY
