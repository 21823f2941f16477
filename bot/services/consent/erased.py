"""Stops that outlast erasure: an erased address that writes anew is still stopped."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Conversation, StoppedAddress


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
