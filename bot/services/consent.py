"""Whether an address may be written to, and the record of when and how that changed (design §6)."""

import uuid
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Consent, Conversation, StoppedAddress


async def is_opted_out(session: AsyncSession, conversation_id: uuid.UUID) -> bool:
    """Whether messages to this address are stopped."""
    query = select(Conversation.opted_out_at).where(Conversation.id == conversation_id)
    return await session.scalar(query) is not None


async def opt_out(
    session: AsyncSession, conversation_id: uuid.UUID, words: str, now: datetime
) -> bool:
    """Stops all messages to this address; False where they were stopped already."""
    stopped = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.opted_out_at.is_(None))
        .values(opted_out_at=now)
        .returning(Conversation.id)
    )
    if stopped.first() is None:
        return False
    session.add(Consent(conversation_id=conversation_id, kind="opt_out", words=words, at=now))
    return True


async def opt_in(
    session: AsyncSession, conversation_id: uuid.UUID, words: str, now: datetime
) -> None:
    """Brings messages to this address back."""
    await session.execute(
        update(Conversation).where(Conversation.id == conversation_id).values(opted_out_at=None)
    )
    session.add(Consent(conversation_id=conversation_id, kind="opt_in", words=words, at=now))


async def keep_stopped(session: AsyncSession, conversation: Conversation) -> None:
    """Keeps the stop of an address whose conversation is erased."""
    if conversation.opted_out_at is not None:
        await session.execute(
            insert(StoppedAddress)
            .values(
                channel=conversation.channel,
                address_hash=conversation.address_hash,
                stopped_at=conversation.opted_out_at,
            )
            .on_conflict_do_nothing()
        )


async def take_up_stop(session: AsyncSession, channel: str, address_hash: bytes) -> datetime | None:
    """Since when an address that writes anew was stopped, for its new conversation to keep."""
    return await session.scalar(
        delete(StoppedAddress)
        .where(StoppedAddress.channel == channel, StoppedAddress.address_hash == address_hash)
        .returning(StoppedAddress.stopped_at)
    )
