"""Says a reply anew whose buttons its provider took and could not show."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.purposes import REPLY
from bot.store.jobs import Jobs
from bot.store.models import Conversation, OutboundMessage


async def say_in_numbers(
    session: AsyncSession, jobs: Jobs, outbound_id: int, now: datetime
) -> int | None:
    """Queues a reply again, with numbered lines in place of its buttons; its new id.

    None where it had no buttons or was said so before; and of what nobody asked for, which would
    wait for its turn without anybody looking whether it still holds.
    """
    message = await session.get(OutboundMessage, outbound_id)
    if message is None or message.purpose != REPLY:
        return None
    if message.is_numbered or not message.choices:
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
        template=message.template,
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
