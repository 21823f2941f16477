"""Another session instead: the old seat is kept until the new one is sure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.workshops.attendees import attendee_of
from bot.services.workshops.booking import Request, as_it_stands, seat
from bot.services.workshops.giving_up import give_up
from bot.services.workshops.offers import accept
from bot.services.workshops.outcomes import (
    Booking,
    Closed,
    Conflict,
    InLine,
    Notice,
    Outcome,
    Registered,
)
from bot.services.workshops.seats import (
    OPEN,
    is_open,
    lock,
    lock_resident,
    overlapping,
    reread,
    same_attendee,
)
from bot.store.models import Registration


async def move(
    session: AsyncSession, registration_id: int, request: Request, now: datetime, zone: ZoneInfo
) -> tuple[Outcome, list[Notice]]:
    """Moves a booking to the session of the request, for the same attendee.

    Where that one is full, they wait in line for it and keep the old seat meanwhile.
    """
    await lock_resident(session, request.resident_id)
    old = await session.get(Registration, registration_id)
    if old is None or old.resident_id != request.resident_id:
        return Closed(), []
    sessions = await lock(session, [old.session_id, request.session_id])
    await reread(session, registration_id)
    workshop = sessions.get(request.session_id)
    if workshop is None or not is_open(workshop, now):
        return Closed(), []
    found = await same_attendee(session, workshop.id, request.resident_id, attendee_of(old))
    if found and found.state != "registered" and old.state in OPEN:
        found.moved_from = old.id  # what they waited for is to replace it
        await session.flush()
    if found and found.state == "offered":
        return await accept(session, found.id, request.resident_id, now, zone)
    if found:
        outcome = await as_it_stands(session, Booking(found, workshop), request)
        if isinstance(outcome, Registered) and found.moved_from == old.id:
            outcome = Registered(outcome.booking, Booking(old, sessions[old.session_id]))
        return outcome, []
    if old.state not in OPEN:
        return Closed(), []
    other = await overlapping(session, workshop, request.resident_id, attendee_of(old), but=old.id)
    if other:
        return Conflict(other), []
    seated = await seat(session, request, workshop, now, moved_from=old.id)
    if isinstance(seated, InLine):
        return seated, []
    gave_up, notices = await give_up(session, old.id, request.resident_id, now, zone)
    return Registered(seated.booking, gave_up), notices
