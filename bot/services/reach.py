"""Whether a provider can bring messages to an address at all."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Conversation, InboundMessage


@dataclass(frozen=True)
class Unreachable:
    """An address that messages do not reach."""

    since: datetime
    code: str
    """The provider's error code that said so."""
    until: datetime | None
    """When we try again unasked; None: once they write."""


def unreachable(conversation: Conversation, now: datetime) -> Unreachable | None:
    """Why messages do not reach a conversation now; None where they do."""
    since, until = conversation.unreachable_at, conversation.unreachable_until
    if since is None or (until is not None and until <= now):
        return None
    return Unreachable(since, conversation.unreachable_code or "", until)


def is_lost() -> ColumnElement[bool]:
    """Whether the conversation in a query is unreachable until they write."""
    return and_(Conversation.unreachable_at.is_not(None), Conversation.unreachable_until.is_(None))


async def lose(
    session: AsyncSession,
    conversation_id: uuid.UUID,
    code: str,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Notes that messages do not reach a conversation: until then, or until they write.

    What is only out of reach for a while may still be no phone at all.
    """
    gone = update(Conversation).where(Conversation.id == conversation_id)
    if until is not None:
        may_return = Conversation.unreachable_until.is_not(None)
        gone = gone.where(or_(Conversation.unreachable_at.is_(None), may_return))
    await session.execute(
        gone.values(unreachable_at=now, unreachable_code=code, unreachable_until=until)
    )


async def has_written_since(
    session: AsyncSession, conversation_id: uuid.UUID, at: datetime
) -> bool:
    """Whether something came from the address after that time: then it was no lost one."""
    wrote = exists().where(
        InboundMessage.conversation_id == conversation_id, InboundMessage.received_at > at
    )
    return bool(await session.scalar(select(wrote)))


def find(conversation: Conversation) -> None:
    """Notes that messages reach a conversation again: they wrote."""
    conversation.unreachable_at = conversation.unreachable_code = None
    conversation.unreachable_until = None
