"""Whether an address may be written to, and the record of when and how that changed (design §6)."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.consent.same_person import lock_addresses
from bot.services.consent.topics import ALL, Scope, Topic
from bot.store.models import Consent, Conversation, InboundMessage, StoppedTopic

Source = Literal["words", "provider", "wrote_first"]
"""How a change of consent is known: the person's words to us; the provider, which acts on words of
its own; or that they wrote to us first and were told the terms."""

WORDS_KEPT = 160
"""Characters of the person's words that are kept with a change."""

OPTED_OUT = select(Conversation.opted_out_at).where(Conversation.id == bindparam("conversation_id"))
"""Asked before each answer, so put together once."""
STOPPED = select(StoppedTopic.conversation_id, StoppedTopic.topic).where(
    StoppedTopic.conversation_id == any_(bindparam("conversations", type_=ARRAY(Uuid())))
)


async def is_opted_out(session: AsyncSession, conversation_id: uuid.UUID) -> bool:
    """Whether all messages to this address are stopped."""
    return await session.scalar(OPTED_OUT, {"conversation_id": conversation_id}) is not None


async def stopped_topics(
    session: AsyncSession, conversation_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, set[str]]:
    """The kinds of messages these addresses do not want; none where an address is not in it.

    `is_opted_out` tells of all kinds together.
    """
    stopped: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in await session.execute(STOPPED, {"conversations": list(conversation_ids)}):
        stopped[row.conversation_id].add(row.topic)
    return stopped


async def opt_out(
    session: AsyncSession,
    conversation_id: uuid.UUID,
    words: str,
    now: datetime,
    topic: Scope = ALL,
    source: Source = "words",
) -> None:
    """Stops all messages to this address, or one kind; again, it changes nothing.

    That the provider stops them, too, is put on record: only it can bring them back then.
    """
    if topic == ALL:
        stopped = await session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id, Conversation.opted_out_at.is_(None))
            .values(opted_out_at=now)
            .returning(Conversation.id)
        )
    else:
        stopped = await session.execute(
            insert(StoppedTopic)
            .values(conversation_id=conversation_id, topic=topic, at=now)
            .on_conflict_do_nothing()
            .returning(StoppedTopic.conversation_id)
        )
    is_new = stopped.first() is not None
    is_known = source != "provider" or await was_stopped_by_provider(session, conversation_id)
    if is_new or not is_known:
        session.add(_change(conversation_id, "opt_out", words, now, topic, source))


async def opt_out_everywhere(
    session: AsyncSession, conversation_id: uuid.UUID, words: str, now: datetime
) -> bool:
    """Stops all messages to this address and every other that is known to be the same person's.

    Whether there is any other. Each keeps the words on its own record.
    """
    addresses = await lock_addresses(session, conversation_id, now)
    for address in addresses:
        await opt_out(session, address, words, now)
    return len(addresses) > 1


async def opt_in(
    session: AsyncSession,
    conversation_id: uuid.UUID,
    words: str,
    now: datetime,
    source: Source = "words",
) -> None:
    """Brings all messages to this address back, of every kind."""
    await session.execute(
        update(Conversation).where(Conversation.id == conversation_id).values(opted_out_at=None)
    )
    await session.execute(
        delete(StoppedTopic).where(StoppedTopic.conversation_id == conversation_id)
    )
    session.add(_change(conversation_id, "opt_in", words, now, ALL, source))


async def note_terms_told(
    session: AsyncSession, conversation: Conversation, words: str, now: datetime
) -> None:
    """Notes that who wrote first was told the terms, with what they wrote."""
    conversation.terms_told_at = now
    session.add(_change(conversation.id, "opt_in", words, now, ALL, "wrote_first"))


async def was_stopped_by_provider(session: AsyncSession, conversation_id: uuid.UUID) -> bool:
    """Whether the provider keeps the last opt-out of all messages on a list of its own."""
    latest = await session.scalar(
        select(Consent.source)
        .where(
            Consent.conversation_id == conversation_id,
            Consent.kind == "opt_out",
            Consent.topic == ALL,
        )
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return latest == "provider"


async def is_opted_in_since(
    session: AsyncSession, conversation_id: uuid.UUID, at: datetime
) -> bool:
    """Whether messages to this address were brought back after that time."""
    brought_back = exists().where(
        Consent.conversation_id == conversation_id,
        Consent.kind == "opt_in",
        Consent.source != "wrote_first",
        Consent.at > at,
    )
    return bool(await session.scalar(select(brought_back)))


async def has_stopped_any(session: AsyncSession, conversation_id: uuid.UUID) -> bool:
    """Whether there is anything that a START would bring back."""
    stopped = exists().where(StoppedTopic.conversation_id == conversation_id)
    opted_out = exists().where(
        Conversation.id == conversation_id, Conversation.opted_out_at.is_not(None)
    )
    return bool(await session.scalar(select(stopped | opted_out)))


async def words_before(
    session: AsyncSession, conversation_id: uuid.UUID, message_id: uuid.UUID
) -> str | None:
    """What they wrote before a message: the wish, where it answers a question about it."""
    this = select(InboundMessage.received_at).where(InboundMessage.id == message_id)
    before: str | None = await session.scalar(
        select(InboundMessage.text)
        .where(
            InboundMessage.conversation_id == conversation_id,
            InboundMessage.id != message_id,
            InboundMessage.received_at <= this.scalar_subquery(),
        )
        .order_by(InboundMessage.received_at.desc())
        .limit(1)
    )
    return before


def topic_of(purpose: str) -> Topic | None:
    """The kind a message with this purpose is of; None for what a person asked for."""
    topics: dict[str, Topic] = {"reminder": "reminders", "campaign": "campaigns"}
    return topics.get(purpose)


def _change(
    conversation_id: uuid.UUID,
    kind: Literal["opt_in", "opt_out"],
    words: str,
    now: datetime,
    topic: Scope,
    source: Source,
) -> Consent:
    return Consent(
        conversation_id=conversation_id,
        kind=kind,
        topic=topic,
        source=source,
        words=words[:WORDS_KEPT],
        at=now,
    )
