"""Giving a seat up, or a place in line, or the offer of a seat."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.workshops.offers import offer_free
from bot.services.workshops.outcomes import Booking, Notice
from bot.services.workshops.seats import OPEN, lock, lock_resident, put_in_state, reread
from bot.store.models import Registration


async def give_up(
    session: AsyncSession,
    registration_id: int,
    resident_id: uuid.UUID,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Booking | None, list[Notice]]:
    """Gives up a resident's own booking; the seat goes on to the first in line.

    None where they have no such booking. What is given up already is given up.
    """
    await lock_resident(session, resident_id)
    registration = await session.get(Registration, registration_id)
    if registration is None or registration.resident_id != resident_id:
        return None, []
    workshop = (await lock(session, [registration.session_id]))[registration.session_id]
    await reread(session, registration_id)
    if registration.state not in (*OPEN, "canceled"):
        return None, []
    if registration.state in OPEN:
        put_in_state(registration, "canceled", now)
        await session.flush()
    return Booking(registration, workshop), await offer_free(session, workshop, now, zone)
