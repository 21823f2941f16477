"""A freed seat goes to the first in line: offered, held for a while, taken or passed on."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.workshops.attendees import attendee_of
from bot.services.workshops.holding import held_until, is_day
from bot.services.workshops.outcomes import (
    Booking,
    Closed,
    Conflict,
    Notice,
    NoticeKind,
    Registered,
)
from bot.services.workshops.seats import (
    OPEN,
    TAKING,
    first_in_line,
    free_seats,
    in_line,
    is_open,
    lock,
    lock_resident,
    overlapping,
    put_in_state,
    registrations_in,
    reread,
)
from bot.store.models import Registration, WorkshopSession


async def accept(
    session: AsyncSession,
    registration_id: int,
    resident_id: uuid.UUID,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Registered | Conflict | Closed, list[Notice]]:
    """Takes the offered seat, and gives up the booking that it replaces, if any.

    A seat that is held still may be taken, even a little late: nobody else had it meanwhile.
    """
    await lock_resident(session, resident_id)
    registration = await session.get(Registration, registration_id)
    if registration is None or registration.resident_id != resident_id:
        return Closed(), []
    old = await session.get(Registration, registration.moved_from or 0)
    ids = [each.session_id for each in (registration, old) if each]
    sessions = await lock(session, ids)
    await reread(session, registration_id)
    workshop = sessions[registration.session_id]
    if registration.state not in TAKING or not is_open(workshop, now):
        return Closed(), []
    if registration.state == "registered":
        return Registered(Booking(registration, workshop)), []
    other = await overlapping(
        session, workshop, resident_id, attendee_of(registration), registration.moved_from
    )
    if other:
        return Conflict(other), []
    put_in_state(registration, "registered", now)
    await session.flush()
    if old is None or (await reread(session, old.id) and old.state not in OPEN):
        return Registered(Booking(registration, workshop)), []
    put_in_state(old, "canceled", now)
    await session.flush()
    gave_up = Booking(old, sessions[old.session_id])
    notices = await offer_free(session, gave_up.session, now, zone)
    return Registered(Booking(registration, workshop), gave_up), notices


async def offer_free(
    session: AsyncSession, workshop: WorkshopSession, now: datetime, zone: ZoneInfo
) -> list[Notice]:
    """Offers what is free to the first in line; the session is locked. By night, nothing."""
    if not is_open(workshop, now) or not is_day(now, zone):
        return []
    free = max(await free_seats(session, workshop), 0)
    notices = []
    for registration in await first_in_line(session, workshop.id, free):
        put_in_state(registration, "offered", now)
        registration.offered_until = held_until(now, workshop.starts_at, zone)
        notices.append(Notice("offered", Booking(registration, workshop)))
    await session.flush()
    return notices


async def due(session: AsyncSession, now: datetime) -> list[str]:
    """Sessions where an offer lapses, a line ends, or somebody waits and there is a seat."""
    taken = (
        select(func.count())
        .where(Registration.session_id == WorkshopSession.id, Registration.state.in_(TAKING))
        .correlate(WorkshopSession)
        .scalar_subquery()
    )
    rows = await session.scalars(
        select(WorkshopSession.id)
        .join(Registration, Registration.session_id == WorkshopSession.id)
        .where(
            Registration.state.in_(("waitlisted", "offered")),
            or_(
                Registration.offered_until <= now,
                WorkshopSession.starts_at <= now,
                in_line() & (taken < WorkshopSession.capacity),
            ),
        )
        .distinct()
        .order_by(WorkshopSession.id)  # as they are locked, should all be settled at once
    )
    return list(rows)


async def settle(
    session: AsyncSession, session_id: str, now: datetime, zone: ZoneInfo
) -> list[Notice]:
    """Lets lapse what is over and offers on what is free."""
    workshop = (await lock(session, [session_id])).get(session_id)
    if workshop is None:
        return []
    has_begun = workshop.starts_at <= now
    notices = []
    for registration in await registrations_in(session, workshop.id, ("offered", "waitlisted")):
        until = registration.offered_until
        if not has_begun and (until is None or until > now):
            continue
        kind: NoticeKind = "lapsed" if registration.state == "offered" else "line_closed"
        put_in_state(registration, "canceled", now)
        notices.append(Notice(kind, Booking(registration, workshop)))
    await session.flush()
    return [*notices, *await offer_free(session, workshop, now, zone)]
