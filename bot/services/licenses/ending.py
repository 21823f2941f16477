"""How licenses end: by time, or by their resident; the seat goes to the next in line."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content import LicenseProgram
from bot.services.licenses.seats import Change, change, enter, free_seats, serve_line
from bot.services.licenses.standing import open_license
from bot.store.models import License


async def lapse(
    session: AsyncSession, program: LicenseProgram, now: datetime, zone: ZoneInfo
) -> list[Change]:
    """Ends what is over, and serves the line with the seats that are free; whom to tell.

    Asked every few seconds: where nothing is due, nobody has to wait at the turnstile for it.
    """
    if not await _is_due(session, program, now):
        return []
    await enter(session, program.id)
    over = await session.scalars(
        select(License)
        .where(License.provider == program.id, License.state == "granted", License.ends_at <= now)
        .order_by(License.id)
    )
    ended = [_end(license_, "expired", now) for license_ in over.all()]
    await session.flush()
    return [*ended, *await serve_line(session, program, now, zone)]


async def _is_due(session: AsyncSession, program: LicenseProgram, now: datetime) -> bool:
    theirs = select(License.id).where(License.provider == program.id).limit(1)
    if await session.scalar(theirs.where(License.state == "granted", License.ends_at <= now)):
        return True
    waits = await session.scalar(theirs.where(License.state == "waitlisted"))
    return bool(waits and await free_seats(session, program.id))


async def give_up(
    session: AsyncSession,
    program: LicenseProgram,
    conversation_id: uuid.UUID,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[bool, list[Change]]:
    """Gives up the open license of whoever writes in a conversation.

    Returns whether there was one, and who else is to be told that they got the seat.
    """
    await enter(session, program.id)
    license_ = await open_license(session, program, conversation_id)
    if license_ is None:
        return False, []
    _end(license_, "given_up", now)
    await session.flush()
    return True, await serve_line(session, program, now, zone)


def _end(license_: License, state: str, now: datetime) -> Change:
    license_.state, license_.pool, license_.updated_at = state, None, now
    license_.renewal_asked_at = None
    return change(license_)
