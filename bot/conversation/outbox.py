"""Keeps what is to be said, in the transaction that decided it, until it is delivered."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.channel import Medium
from bot.conversation.choices import Offer
from bot.conversation.gate import refusal
from bot.conversation.parts import parts
from bot.conversation.render import Rendered
from bot.services import consent
from bot.store.jobs import Jobs
from bot.store.models import OutboundMessage

STORED = "enlace_outbound"
"""PostgreSQL notification that a transcript grew; its payload is the conversation's id."""


class Outbox:
    """The way out of the road."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    async def store(
        self,
        session: AsyncSession,
        conversation_id: uuid.UUID,
        channel: Medium,
        messages: Sequence[Rendered],
        now: datetime,
        inbound_id: uuid.UUID | None = None,
        sender: Literal["bot", "staff"] = "bot",
    ) -> None:
        """Stores messages in order and defers their delivery, where the channel needs any."""
        is_opted_out = await consent.is_opted_out(session, conversation_id)
        stored = []
        for message in messages:
            reason = refusal(is_opted_out, message.key)
            *first, last = parts(message.text, channel.longest)
            stored += [
                OutboundMessage(
                    conversation_id=conversation_id,
                    inbound_id=inbound_id,
                    sender=sender,
                    key=message.key,
                    language=message.language,
                    text=part,
                    choices=choices,
                    segments=channel.segments(part),
                    status="held" if reason else "delivered" if channel.is_fetched else "queued",
                    reason=reason,
                    created_at=now,
                )
                for part, choices in [*((part, []) for part in first), (last, message.choices)]
            ]
        session.add_all(stored)
        await session.flush()  # in this order, all in one statement
        queued = [message.id for message in stored if message.status == "queued"]
        if queued:
            await self._jobs.defer_delivery(session, conversation_id, queued)
        if channel.is_fetched:
            await announce(session, conversation_id)


async def announce(session: AsyncSession, conversation_id: uuid.UUID) -> None:
    """Tells whoever shows this conversation that there is something new, once we commit."""
    await session.execute(
        text("SELECT pg_notify(:channel, :payload)"),
        {"channel": STORED, "payload": str(conversation_id)},
    )


async def last_said(session: AsyncSession, conversation_id: uuid.UUID) -> OutboundMessage | None:
    """What was said last in a conversation, leaving out what was held back."""
    return await session.scalar(
        select(OutboundMessage)
        .where(OutboundMessage.conversation_id == conversation_id, OutboundMessage.status != "held")
        .order_by(OutboundMessage.id.desc())
        .limit(1)
    )


async def last_offer(session: AsyncSession, conversation_id: uuid.UUID) -> Offer | None:
    """The choices last offered in a conversation."""
    message = await session.scalar(
        select(OutboundMessage)
        .where(
            OutboundMessage.conversation_id == conversation_id,
            OutboundMessage.choices != text("'[]'::jsonb"),
            OutboundMessage.status != "held",
        )
        .order_by(OutboundMessage.id.desc())
        .limit(1)
    )
    return Offer(message.id, message.choices) if message else None
