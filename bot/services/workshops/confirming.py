"""They say, reminded of it, that they come."""

import uuid
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.workshops.outcomes import Booking
from bot.store.models import Registration, WorkshopSession


async def confirm(
    session: AsyncSession, registration_id: int, resident_id: uuid.UUID, now: datetime
) -> Booking | None:
    """Notes it, for everybody of theirs who has a seat in that session.

    None where they have no such booking. A session that is over is not confirmed any more.
    """
    registration = await session.get(Registration, registration_id)
    if registration is None or registration.resident_id != resident_id:
        return None
    workshop = await session.get_one(WorkshopSession, registration.session_id)
    found = Booking(registration, workshop)
    if found.session.ends_at > now:
        await session.execute(
            update(Registration)
            .where(
                Registration.session_id == found.session.id,
                Registration.resident_id == resident_id,
                Registration.state == "registered",
            )
            .values(confirmed_at=now)
        )
    return found
