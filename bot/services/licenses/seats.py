"""Seats: who holds one, how many are free, and who in line is served next."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content import LicenseProgram
from bot.services.local_time import after_months
from bot.store.models import RESERVE, License, Pool

HOLDING = ("approved", "granted")
"""States in which a license holds a seat."""
OPEN = ("requested", "approved", "waitlisted", "granted")
"""States of which a person has one license at most."""


@dataclass(frozen=True)
class Change:
    """What became of a license of its own accord, for its resident to be told."""

    license_id: int
    conversation_id: uuid.UUID
    state: str
    ends_at: datetime | None


async def enter(session: AsyncSession, provider: str) -> None:
    """Passes the provider's turnstile: until we commit, nobody else takes or frees its seats.

    The turnstile is the row of the provider's reserve, which is made where there is none.
    """
    row = select(Pool.seats).where(Pool.provider == provider, Pool.organization == RESERVE)
    if await session.scalar(row.with_for_update()) is None:
        values = {"provider": provider, "organization": RESERVE, "seats": 0}
        await session.execute(insert(Pool).values(values).on_conflict_do_nothing())
        await session.scalar(row.with_for_update())


async def set_seats(session: AsyncSession, provider: str, organization: str, seats: int) -> None:
    """Sets how many seats a pool has; those who hold one keep it, even where that is too many.

    New seats are given out by `serve_line`.
    """
    await enter(session, provider)
    values = {"provider": provider, "organization": organization, "seats": seats}
    await session.execute(
        insert(Pool)
        .values(values)
        .on_conflict_do_update(index_elements=["provider", "organization"], set_={"seats": seats})
    )


async def free_seats(session: AsyncSession, provider: str) -> dict[str, int]:
    """The seats that are free, by pool; only pools that have some."""
    held = (
        select(License.pool, func.count().label("count"))
        .where(License.provider == provider, License.state.in_(HOLDING))
        .group_by(License.pool)
        .subquery()
    )
    free = Pool.seats - func.coalesce(held.c.count, 0)
    rows = await session.execute(
        select(Pool.organization, free)
        .outerjoin(held, held.c.pool == Pool.organization)
        .where(Pool.provider == provider, free > 0)
    )
    return dict(rows.all())


async def serve_line(
    session: AsyncSession, program: LicenseProgram, now: datetime, zone: ZoneInfo
) -> list[Change]:
    """Gives free seats to who waits, in order of arrival: of their own pool, else the reserve."""
    await enter(session, program.id)
    free = await free_seats(session, program.id)
    served: list[Change] = []
    for license_ in await _waiting(session, program.id, free):
        pool = next((name for name in (license_.organization, RESERVE) if free.get(name)), None)
        if pool is None:
            continue
        free[pool] -= 1
        license_.pool, license_.updated_at = pool, now
        if program.requests == "automatic":
            begin_term(license_, program, now, zone)
        else:
            license_.state = "approved"
        served.append(change(license_))
    await session.flush()
    return served


def begin_term(license_: License, program: LicenseProgram, now: datetime, zone: ZoneInfo) -> None:
    """Grants a license that has its seat: its months begin."""
    license_.state = "granted"
    license_.granted_at = license_.updated_at = now
    license_.ends_at = after_months(now, program.months, zone)


def change(license_: License) -> Change:
    """A license as it stands now, for its resident to be told."""
    return Change(license_.id, license_.conversation_id, license_.state, license_.ends_at)


async def _waiting(session: AsyncSession, provider: str, free: dict[str, int]) -> Sequence[License]:
    """Who waits and may take one of these seats, the first in line first."""
    if not free:
        return []
    waiting = (
        select(License)
        .where(License.provider == provider, License.state == "waitlisted")
        .order_by(License.id)
        .execution_options(populate_existing=True)
    )
    if RESERVE not in free:
        waiting = waiting.where(License.organization.in_(free))
    return (await session.scalars(waiting)).all()
