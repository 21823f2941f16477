"""Who came by a link, and how many did what they came for."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import organizations
from bot.store.models import Conversation, Link, LinkArrival


@dataclass(frozen=True)
class Use:
    """What became of a link."""

    link: Link
    wrote: int
    """Conversations that began or went on by it."""
    did: int
    """Those of them that came to the end of something."""


async def arrive(
    session: AsyncSession, link: Link, conversation_id: uuid.UUID, today: date
) -> None:
    """Notes, once, that somebody wrote by a link; its organization looks after them from now on."""
    await session.execute(
        insert(LinkArrival)
        .values(code=link.code, conversation_id=conversation_id, wrote_on=today)
        .on_conflict_do_nothing()
    )
    if link.organization_id:
        resident_id = select(Conversation.resident_id).where(Conversation.id == conversation_id)
        await organizations.look_after(session, resident_id.scalar_subquery(), link.organization_id)


async def note_deed(session: AsyncSession, conversation_id: uuid.UUID, today: date) -> None:
    """Notes that somebody came to the end of something, if they came by a link."""
    await session.execute(
        update(LinkArrival)
        .where(LinkArrival.conversation_id == conversation_id, LinkArrival.did_on.is_(None))
        .values(did_on=today)
    )


async def overview(session: AsyncSession, organization_id: str | None = None) -> Sequence[Use]:
    """All links, or an organization's, with what became of them; the newest first."""
    query = (
        select(Link, func.count(LinkArrival.id), func.count(LinkArrival.did_on))
        .join(LinkArrival, LinkArrival.code == Link.code, isouter=True)
        .group_by(Link.code)
        .order_by(Link.created_at.desc(), Link.code)
    )
    if organization_id is not None:
        query = query.where(Link.organization_id == organization_id)
    return [Use(*row) for row in await session.execute(query)]
