"""A rehearsal's clock: one offset for every process, kept in the database."""

from datetime import datetime, timedelta

from sqlalchemy import select, text
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
    clock.offset = await session.scalar(select(ClockShift.shift)) or timedelta()


async def move(session: AsyncSession, clock: ShiftedClock, to: datetime) -> None:
    """Moves the service's clock, and with it everything that is due in the queue."""
    await follow(session, clock)
    step = to - clock.now()
    shift = clock.offset + step
    await session.execute(
        insert(ClockShift)
        .values(id=1, shift=shift)
        .on_conflict_do_update(index_elements=["id"], set_={"shift": shift})
    )
    await session.execute(MOVE_JOBS, {"step": step})
    clock.offset = shift
