"""Says a message anew that its provider took and could not show."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.jobs import Jobs
from bot.store.models import Conversation, OutboundMessage


async def say_in_numbers(
    session: AsyncSession, jobs: Jobs, outbound_id: int, now: datetime
) -> int | None:
    """Queues a message again, with numbered lines in place of its buttons; its new id.

    None where it had no buttons, which a template's are not, or was said so before.
    """
    message = await session.get(OutboundMessage, outbound_id)
    if message is None or not message.choices or message.template or message.is_numbered:
        return None
    conversation = await session.get_one(Conversation, message.conversation_id)
    again = OutboundMessage(
        conversation_id=message.conversation_id,
        inbound_id=message.inbound_id,
        sender=message.sender,
        purpose=message.purpose,
        key=message.key,
        language=message.language,
        text=message.text,
        choices=message.choices,
        is_numbered=True,
        status="queued",
        segments=message.segments,
        created_at=now,
        expires_at=message.expires_at,
    )
    session.add(again)
    await session.flush()
    await jobs.defer_delivery(session, conversation.channel, conversation.id, [again.id])
    return again.id
