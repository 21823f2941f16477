"""Stops that outlast erasure: an erased address that writes anew is still stopped.

Its new conversation takes the stop up as it is opened (`bot.store.conversations`).
"""

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
