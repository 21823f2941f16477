"""What was said in a conversation, for the staff who look after its case."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import InboundMessage, OutboundMessage

MOST = 100
"""Messages of each side that are shown: the latest."""


@dataclass(frozen=True)
class Line:
    """One message."""

    at: datetime
    sender: Literal["resident", "bot", "staff"]
    text: str
    status: str
    """How far it got: of theirs whether it was answered, of ours whether it was delivered."""
    reason: str | None = None
    """Why it was held back or failed."""


async def transcript(session: AsyncSession, conversation_id: uuid.UUID) -> Sequence[Line]:
    """The conversation, oldest message first."""
    said = await session.scalars(
        select(InboundMessage)
        .where(InboundMessage.conversation_id == conversation_id)
        .order_by(InboundMessage.received_at.desc())
        .limit(MOST)
    )
    answered = await session.scalars(
        select(OutboundMessage)
        .where(OutboundMessage.conversation_id == conversation_id)
        .order_by(OutboundMessage.id.desc())
        .limit(MOST)
    )
    lines = [_theirs(message) for message in reversed(said.all())]
    lines += [_ours(message) for message in reversed(answered.all())]
    return sorted(lines, key=lambda line: line.at)


def _theirs(message: InboundMessage) -> Line:
    return Line(message.received_at, "resident", message.text, message.status)


def _ours(message: OutboundMessage) -> Line:
    sender = cast(Literal["bot", "staff"], message.sender)
    return Line(message.created_at, sender, message.text, message.status, message.reason)
