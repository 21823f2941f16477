"""Keeps what is to be said, in the transaction that decided it, until it is delivered."""

import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    FromClause,
    Select,
    SQLColumnExpression,
    bindparam,
    exists,
    or_,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.conversation.channel import Medium, Template
from bot.conversation.choices import Offer
from bot.conversation.gate import refused_by_consent
from bot.conversation.parts import parts
from bot.conversation.purposes import LIFETIMES, REPLY, STAFF_LIFETIME, Purpose
from bot.conversation.render import Rendered
from bot.conversation.templates import template_of
from bot.services import consent
from bot.services.content import ApprovedTemplate
from bot.store.jobs import Jobs
from bot.store.models import InboundMessage, OutboundMessage, said_in

STORED = "enlace_outbound"
"""PostgreSQL notification that a transcript grew; its payload is the conversation's id."""


type TakeUp = Callable[[AsyncSession, Sequence[OutboundMessage]], Awaitable[bool]]
"""Takes up the delivery of messages just stored, in the same transaction; False where the queue
must."""


class Outbox:
    """The way out of the road."""

    def __init__(self, jobs: Jobs, approved: Mapping[str, ApprovedTemplate]) -> None:
        """`approved` are the templates of providers that want them, by the key of a message."""
        self._jobs = jobs
        self._approved = approved

    async def store(
        self,
        session: AsyncSession,
        conversation_id: uuid.UUID,
        channel: Medium,
        messages: Sequence[Rendered],
        now: datetime,
        inbound_id: uuid.UUID | None = None,
        sender: Literal["bot", "staff"] = "bot",
        purpose: Purpose = REPLY,
        expires_at: datetime | None = None,
        is_opted_out: bool | None = None,
        take_up: TakeUp | None = None,
    ) -> None:
        """Stores messages in order; has them delivered, where the channel needs that.

        They expire as their purpose does, unless `expires_at` says otherwise. `is_opted_out` is
        looked up where it is not given, and the delivery deferred where `take_up` does not see to
        it.
        """
        if is_opted_out is None:
            is_opted_out = await consent.is_opted_out(session, conversation_id)
        lifetime = STAFF_LIFETIME if sender == "staff" else LIFETIMES[purpose]
        stored = []
        for message in messages:
            is_refused = refused_by_consent(is_opted_out, message.key)
            for text_, choices, template in self._split(message, channel):
                stored.append(
                    OutboundMessage(
                        conversation_id=conversation_id,
                        inbound_id=inbound_id,
                        sender=sender,
                        purpose=purpose,
                        key=message.key,
                        language=message.language,
                        text=text_,
                        choices=choices,
                        template=template,
                        segments=channel.segments(text_),
                        **_first_state(channel, is_refused, purpose, now),
                        created_at=now,
                        expires_at=expires_at or now + lifetime,
                    )
                )
        session.add_all(stored)
        await session.flush()  # in this order, all in one statement
        queued = [message for message in stored if message.status == "queued"]
        if queued and not (take_up and await take_up(session, queued)):
            ids = [message.id for message in queued]
            await self._jobs.defer_delivery(session, channel.name, conversation_id, ids)
        if channel.is_fetched:
            await announce(session, conversation_id)

    def _split(
        self, message: Rendered, channel: Medium
    ) -> Iterator[tuple[str, list[dict[str, Any]], Template | None]]:
        """A message's parts as the channel holds them; choices come with the last."""
        *first, last = parts(message.text, channel.longest)
        for part in first:
            yield part, [], None
        template = None if first else template_of(message, self._approved)
        yield last, message.choices, template


def _first_state(
    channel: Medium, is_refused: bool, purpose: Purpose, now: datetime
) -> dict[str, Any]:
    """Replies are delivered at once; what nobody asked for waits in line."""
    if is_refused:
        return {"status": "held", "reason": "opted_out"}
    if channel.is_fetched:
        return {"status": "delivered"}
    if purpose == REPLY:
        return {"status": "queued"}
    return {"status": "held", "reason": "in_line", "line": channel.name, "due_at": now}


async def announce(session: AsyncSession, conversation_id: uuid.UUID) -> None:
    """Tells whoever shows this conversation that there is something new, once we commit."""
    await session.execute(
        text("SELECT pg_notify(:channel, :payload)"),
        {"channel": STORED, "payload": str(conversation_id)},
    )


def _said(
    message: type[OutboundMessage], conversation_id: SQLColumnExpression[uuid.UUID]
) -> Select[OutboundMessage]:
    """What was said in a conversation, the last of it, leaving out what was held back."""
    return (
        select(message)
        .where(message.conversation_id == conversation_id, message.status != "held")
        .order_by(said_in(message).desc())
        .limit(1)
    )


LAST_SAID = _said(OutboundMessage, bindparam("conversation_id"))


async def last_said(session: AsyncSession, conversation_id: uuid.UUID) -> OutboundMessage | None:
    """What was said last in a conversation."""
    message: OutboundMessage | None = await session.scalar(
        LAST_SAID, {"conversation_id": conversation_id}
    )
    return message


def last_offered() -> FromClause:
    """The choices last offered, to be joined to a query for an inbound message; see `offer_of`.

    A plain yes answers them only while nothing else of ours may be meant: anything that follows a
    reminder, and what follows a question and asks another, was not asked for, or is of staff. What
    is said meanwhile, such as "that number is not on the list", leaves a question open.
    """
    conversation_id = InboundMessage.conversation_id
    offered, later = aliased(OutboundMessage), aliased(OutboundMessage)
    is_followed = exists().where(
        later.conversation_id == conversation_id,
        later.status != "held",
        said_in(later) > said_in(offered),
        or_(
            offered.purpose != REPLY,
            later.purpose != REPLY,
            later.sender == "staff",
            later.text.like("%?%"),
        ),
    )
    return (
        _said(offered, conversation_id)
        .where(offered.choices != text("'[]'::jsonb"))
        .with_only_columns(
            offered.id.label("offer_id"),
            offered.choices.label("offered"),
            (~is_followed.correlate(InboundMessage, offered)).label("takes_words"),
        )
        .correlate(InboundMessage)
        .lateral("last_offered")
    )


def offer_of(row: Any) -> Offer | None:
    """What the columns of `last_offered` say."""
    if row.offer_id is None:
        return None
    return Offer(row.offer_id, row.offered, row.takes_words)
