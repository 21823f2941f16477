"""A seat in a session, or a place in line for one."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import organizations
from bot.services.workshops.attendees import Attendee
from bot.services.workshops.outcomes import (
    Already,
    Booking,
    Closed,
    Conflict,
    InLine,
    Outcome,
    Registered,
)
from bot.services.workshops.seats import (
    free_seats,
    is_open,
    lock,
    lock_resident,
    overlapping,
    place_in_line,
    put_in_state,
    same_attendee,
    waiting,
)
from bot.store.models import Registration, WorkshopSession


@dataclass(frozen=True)
class Request:
    """Who asks for which seat, and with which message."""

    session_id: str
    resident_id: uuid.UUID
    conversation_id: uuid.UUID
    inbound_id: uuid.UUID
    attendee: Attendee


async def book(session: AsyncSession, request: Request, now: datetime) -> Outcome:
    """A seat where one is free and nobody waits for it, else a place in line.

    Asked again with the same message, nothing changes and the outcome is the same. Somebody to whom
    a seat of this session is offered takes that one.
    """
    await lock_resident(session, request.resident_id)
    workshop = (await lock(session, [request.session_id])).get(request.session_id)
    if workshop is None or not is_open(workshop, now):
        return Closed()
    found = await same_attendee(session, workshop.id, request.resident_id, request.attendee)
    if found and found.state != "offered":
        return await as_it_stands(session, Booking(found, workshop), request)
    other = await overlapping(session, workshop, request.resident_id, request.attendee)
    if other:
        return Conflict(other)
    if found:
        put_in_state(found, "registered", now)
        return Registered(Booking(found, workshop))
    return await seat(session, request, workshop, now)


async def seat(
    session: AsyncSession,
    request: Request,
    workshop: WorkshopSession,
    now: datetime,
    moved_from: int | None = None,
) -> Registered | InLine:
    """Registers or puts in line; the session is locked and nothing speaks against it."""
    is_free = await free_seats(session, workshop) > 0 and not await waiting(session, workshop.id)
    registration = Registration(
        session_id=workshop.id,
        resident_id=request.resident_id,
        conversation_id=request.conversation_id,
        inbound_id=request.inbound_id,
        attendee=request.attendee.sealed,
        attendee_hash=request.attendee.digest,
        state="registered" if is_free else "waitlisted",
        moved_from=moved_from,
        created_at=now,
        updated_at=now,
    )
    session.add(registration)
    await session.flush()
    # Who gives the first workshop somebody books looks after them, if nobody does yet.
    await organizations.look_after(session, request.resident_id, workshop.organization_id)
    booking = Booking(registration, workshop)
    if is_free:
        return Registered(booking)
    return InLine(booking, await place_in_line(session, registration))


async def as_it_stands(session: AsyncSession, booking: Booking, request: Request) -> Outcome:
    """The outcome where there is a registration already: the same, where this message made it."""
    registration = booking.registration
    is_waiting = registration.state == "waitlisted"
    place = await place_in_line(session, registration) if is_waiting else None
    if registration.inbound_id != request.inbound_id:
        return Already(booking, place)
    return Registered(booking) if place is None else InLine(booking, place)
