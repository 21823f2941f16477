"""The organizations that look after residents."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content.places import Places
from bot.services.places import distance_km
from bot.store.models import Organization


async def nearest(session: AsyncSession, places: Places, zip_code: str) -> Organization | None:
    """The organization nearest to a ZIP code; None where none is at a place the table knows."""
    found: list[tuple[float, str, Organization]] = []
    for organization in await session.scalars(select(Organization)):
        km = distance_km(places, zip_code, organization.zip_code)
        if km is not None:
            found.append((km, organization.id, organization))
    return min(found, key=lambda each: each[:2])[2] if found else None
