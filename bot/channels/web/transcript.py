"""What a web chat shows: the messages of its conversation, both ways, as events."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.conversation.choices import choice_value
from bot.store.database import Database
from bot.store.models import InboundMessage, OutboundMessage

HISTORY = 200
"""Messages of each kind that a page shows when it opens."""


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    name: str
    data: dict[str, Any]
    id: str | None = None


@dataclass
class Position:
    """How far one listener has read a conversation."""

    since: int
    """The last message of ours that was read before the listener came."""
    shown: set[int] = field(default_factory=set)
    own: set[uuid.UUID] = field(default_factory=set)
    answered: set[uuid.UUID] = field(default_factory=set)


async def read_on(
    database: Database, conversation_id: uuid.UUID, position: Position
) -> list[Event]:
    """The events since `position`, in the order things were said; moves the position on."""
    async with database.transaction() as session:
        # First what came in: the answers to a message that is seen answered are then seen too.
        inbound = (
            await session.scalars(
                select(InboundMessage)
                .where(InboundMessage.conversation_id == conversation_id)
                .order_by(InboundMessage.received_at.desc())
                .limit(HISTORY)
            )
        ).all()
        outbound = (
            await session.scalars(
                select(OutboundMessage)
                .where(
                    OutboundMessage.conversation_id == conversation_id,
                    OutboundMessage.id > position.since,
                    # By each id, not by the highest: of two that are stored at once, the one with
                    # the lower id may be seen later.
                    OutboundMessage.id.not_in(position.shown),
                    OutboundMessage.status != "held",
                )
                .order_by(OutboundMessage.id.desc())
                .limit(HISTORY)
            )
        ).all()
    timed = [
        *((message.created_at, 1, _bot_event(message)) for message in reversed(outbound)),
        *_own_events(inbound, position),
    ]
    position.shown.update(message.id for message in outbound)
    timed.sort(key=lambda item: item[:2])
    return [event for _, _, event in timed]


def _own_events(
    messages: Iterable[InboundMessage], position: Position
) -> Iterable[tuple[datetime, int, Event]]:
    for message in reversed(list(messages)):
        if message.id not in position.own:
            position.own.add(message.id)
            yield message.received_at, 0, _own_event(message)
        if message.answered_at and message.id not in position.answered:
            position.answered.add(message.id)
            yield message.answered_at, 2, Event("answered", {"id": str(message.id)})


def _own_event(message: InboundMessage) -> Event:
    data = {
        "id": str(message.id),
        "text": message.text,
        "at": message.received_at.isoformat(),
    }
    return Event("own", data)


def _bot_event(message: OutboundMessage) -> Event:
    choices = [
        {"label": choice["label"], "value": choice_value(message.id, position)}
        for position, choice in enumerate(message.choices, 1)
    ]
    data = {
        "id": str(message.id),
        "text": message.text,
        "choices": choices,
        "from": message.sender,
        "at": message.created_at.isoformat(),
    }
    return Event("message", data, id=str(message.id))
