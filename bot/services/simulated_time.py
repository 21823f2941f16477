"""A rehearsal's clock: one offset for every process, kept in the database."""

from datetime import timedelta

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import ShiftedClock
from bot.store.models import ClockShift

MOVE_JOBS = text(
    "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - CAST(:step AS interval) "
    "WHERE status = 'todo' AND scheduled_at IS NOT NULL"
)


async def follow(session: AsyncSession, clock: ShiftedClock) -> None:
    """Sets a process's clock to the offset in force."""
    found = await session.execute(select(ClockShift.moves, ClockShift.shift))
    if row := found.one_or_none():
        clock.follow(*row)


async def hold(session: AsyncSession, clock: ShiftedClock) -> None:
    """Follows, and keeps others from moving the clock for as long as the transaction lasts."""
    first = insert(ClockShift).values(id=1, shift=timedelta())
    await session.execute(first.on_conflict_do_nothing())
    await session.execute(select(ClockShift.id).with_for_update())
    await follow(session, clock)


async def move(session: AsyncSession, step: timedelta) -> None:
    """Moves a clock that is held, and with it everything that is due in the queue.

    Nobody's clock goes by it before the transaction is over, the caller's neither.
    """
    await session.execute(
        update(ClockShift).values(shift=ClockShift.shift + step, moves=ClockShift.moves + 1)
    )
    await session.execute(MOVE_JOBS, {"step": step})
