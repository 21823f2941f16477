"""Seats of a session, counted while it is locked."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.workshops.attendees import Attendee
from bot.services.workshops.outcomes import Booking
from bot.store.models import Conversation, Registration, Resident, WorkshopSession

TAKING = ("registered", "offered")
"""States that take a seat: an offered one is held."""
OPEN = ("registered", "waitlisted", "offered")


async def lock_resident(session: AsyncSession, resident_id: uuid.UUID) -> None:
    """Has what a resident asks for happen one after another, whatever they write from."""
    await session.execute(
        select(Resident.id).where(Resident.id == resident_id).with_for_update(key_share=True)
    )


async def lock(session: AsyncSession, ids: Iterable[str]) -> dict[str, WorkshopSession]:
    """Sessions by id, as they are now, which nobody else may seat anybody in until we commit."""
    rows = await session.scalars(
        select(WorkshopSession)
        .where(WorkshopSession.id.in_(set(ids)))
        .order_by(WorkshopSession.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def is_open(workshop: WorkshopSession | None, now: datetime) -> bool:
    """Whether a session takes place and has not begun."""
    return bool(workshop and workshop.canceled_at is None and workshop.starts_at > now)


async def free_seats(session: AsyncSession, workshop: WorkshopSession) -> int:
    """Seats that nobody has or is offered."""
    taken = select(func.count()).where(
        Registration.session_id == workshop.id, Registration.state.in_(TAKING)
    )
    return workshop.capacity - (await session.scalar(taken) or 0)


def in_line() -> ColumnElement[bool]:
    """Whether a registration waits for a seat.

    Who stopped all messages cannot be offered one: they are passed over, and stand where they
    stood once they write START.
    """
    stopped = select(Conversation.id).where(
        Conversation.id == Registration.conversation_id, Conversation.opted_out_at.is_not(None)
    )
    return and_(Registration.state == "waitlisted", ~stopped.exists())


async def waiting(session: AsyncSession, session_id: str) -> int:
    """How many wait in line."""
    waits = select(func.count()).where(Registration.session_id == session_id, in_line())
    return await session.scalar(waits) or 0


async def place_in_line(session: AsyncSession, registration: Registration) -> int:
    """1 for the first in line."""
    before = select(func.count()).where(
        Registration.session_id == registration.session_id,
        Registration.id < registration.id,
        in_line(),
    )
    return 1 + (await session.scalar(before) or 0)


async def first_in_line(
    session: AsyncSession, session_id: str, count: int
) -> Sequence[Registration]:
    """So many of those who wait, in order of arrival, as they are now."""
    rows = await session.scalars(
        select(Registration)
        .where(Registration.session_id == session_id, in_line())
        .order_by(Registration.id)
        .limit(count)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def registrations_in(
    session: AsyncSession,
    session_id: str,
    states: tuple[str, ...],
) -> list[Registration]:
    """Registrations of a session in order of arrival, as they are now."""
    rows = await session.scalars(
        select(Registration)
        .where(Registration.session_id == session_id, Registration.state.in_(states))
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def put_in_state(registration: Registration, state: str, now: datetime) -> None:
    """Changes a state; an offer ends with it."""
    registration.state, registration.offered_until, registration.updated_at = state, None, now


async def reread(session: AsyncSession, registration_id: int) -> Registration | None:
    """A registration as it is now that its session is locked."""
    return await session.get(Registration, registration_id, populate_existing=True)


async def same_attendee(
    session: AsyncSession, session_id: str, resident_id: uuid.UUID, attendee: Attendee
) -> Registration | None:
    """The attendee's open registration in a session."""
    found: Registration | None = await session.scalar(
        select(Registration)
        .where(
            Registration.session_id == session_id,
            Registration.resident_id == resident_id,
            Registration.attendee_hash == attendee.digest,
            Registration.state.in_(OPEN),
        )
        .execution_options(populate_existing=True)
    )
    return found


async def overlapping(
    session: AsyncSession,
    workshop: WorkshopSession,
    resident_id: uuid.UUID,
    attendee: Attendee,
    but: int | None = None,
) -> Booking | None:
    """The attendee's seat in another session at that time; `but`, which they would give up."""
    found = await session.execute(
        select(Registration, WorkshopSession)
        .join(WorkshopSession, WorkshopSession.id == Registration.session_id)
        .where(
            Registration.resident_id == resident_id,
            Registration.attendee_hash == attendee.digest,
            Registration.state == "registered",
            Registration.id != (but or 0),
            WorkshopSession.id != workshop.id,
            WorkshopSession.starts_at < workshop.ends_at,
            WorkshopSession.ends_at > workshop.starts_at,
        )
        .order_by(Registration.id)
        .limit(1)
    )
    first = found.one_or_none()
    return Booking(first[0], first[1]) if first else None
