"""The organizations that look after residents."""

import uuid

from sqlalchemy import ScalarSelect, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import residents
from bot.services.content.places import Places
from bot.services.places import distance_km
from bot.store.models import Conversation, Organization, Resident


async def nearest(session: AsyncSession, places: Places, zip_code: str) -> Organization | None:
    """The organization nearest to a ZIP code; None where none is at a place the table knows."""
    found: list[tuple[float, str, Organization]] = []
    for organization in await session.scalars(select(Organization)):
        km = distance_km(places, zip_code, organization.zip_code)
        if km is not None:
            found.append((km, organization.id, organization))
    return min(found, key=lambda each: each[:2])[2] if found else None


async def settle(
    session: AsyncSession, places: Places, conversation_id: uuid.UUID, zip_code: str
) -> None:
    """Keeps where a resident lives, and that the nearest organization looks after them.

    One that does already stays: they know its people.
    """
    await residents.set_zip_code(session, conversation_id, zip_code)
    found = await nearest(session, places, zip_code)
    if found is None:
        return
    resident_id = select(Conversation.resident_id).where(Conversation.id == conversation_id)
    await look_after(session, resident_id.scalar_subquery(), found.id)


async def look_after(
    session: AsyncSession, resident_id: uuid.UUID | ScalarSelect[uuid.UUID], organization_id: str
) -> None:
    """Has an organization look after a resident, unless another one does already."""
    await session.execute(
        update(Resident)
        .where(Resident.id == resident_id, Resident.organization_id.is_(None))
        .values(organization_id=organization_id)
    )


async def of_resident(session: AsyncSession, conversation_id: uuid.UUID) -> str | None:
    """The id of the organization that looks after the resident of a conversation."""
    return await session.scalar(
        select(Resident.organization_id)
        .join(Conversation, Conversation.resident_id == Resident.id)
        .where(Conversation.id == conversation_id)
    )
