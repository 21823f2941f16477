"""What a resident has booked."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.workshops.outcomes import Booking
from bot.services.workshops.seats import OPEN
from bot.store.models import Conversation, Registration, WorkshopSession


async def resident_of(session: AsyncSession, conversation_id: uuid.UUID) -> uuid.UUID:
    """Whose conversation it is."""
    conversation = await session.get_one(Conversation, conversation_id)
    return conversation.resident_id


async def bookings_of(
    session: AsyncSession, resident_id: uuid.UUID, now: datetime
) -> list[Booking]:
    """Seats, places in line and offers that are still to come, the next one first."""
    rows = await session.execute(
        select(Registration, WorkshopSession)
        .join(WorkshopSession, WorkshopSession.id == Registration.session_id)
        .where(
            Registration.resident_id == resident_id,
            Registration.state.in_(OPEN),
            WorkshopSession.ends_at > now,
        )
        .order_by(WorkshopSession.starts_at, Registration.id)
    )
    return [Booking(registration, workshop) for registration, workshop in rows]


async def own_booking(
    session: AsyncSession, resident_id: uuid.UUID, registration_id: int
) -> Booking | None:
    """A resident's booking by its number, as it stands; None where it is not theirs."""
    registration = await session.get(Registration, registration_id)
    if registration is None or registration.resident_id != resident_id:
        return None
    workshop = await session.get_one(WorkshopSession, registration.session_id)
    return Booking(registration, workshop)


async def offers_to(session: AsyncSession, resident_id: uuid.UUID, now: datetime) -> list[Booking]:
    """Seats that are held for them until they say whether they come."""
    bookings = await bookings_of(session, resident_id, now)
    return [booking for booking in bookings if booking.registration.state == "offered"]
