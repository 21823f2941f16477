"""Slows a flood from one address: what came without waiting for answers is read together, later.

Held messages stay stored and `received`; their turns end without an answer. When `release_at` has
come, a chore defers one turn for all of them (docs/decisions/0015). Everything is in PostgreSQL, so
it holds across all workers, and a crash forgets nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.messenger import Messenger
from bot.conversation.replies import Reply
from bot.conversation.traffic import HOUR, MOST_IN_AN_HOUR, Traffic
from bot.metrics import FLOODED
from bot.services import cases, consent
from bot.services.distress import LIFE, recognize
from bot.store.jobs import Jobs
from bot.store.models import Conversation, InboundMessage, OutboundMessage

AT_ONCE = 20
"""Messages waiting for an answer in one conversation; more within a minute are a flood."""
HOLD = timedelta(seconds=20)
"""How long the first message of a flood is held, and all others with it."""
LONG_HOLD = timedelta(minutes=10)
"""The same for whoever keeps within `AT_ONCE`, but writes on and on."""
ONCE_IN = HOUR
"""How often somebody is told that their messages are read together."""
NOTICE = "flood.read_together"
TOGETHER = "read_together"
"""The intent noted with messages that another one's answer answers too."""
RELEASED_AT_ONCE = 100
"""Conversations a chore sends on in one transaction."""


async def is_to_be_held(
    session: AsyncSession, inbound: InboundMessage, conversation: Conversation, traffic: Traffic
) -> bool:
    """Whether a message belongs to a flood; a wish to stop and words of danger never wait."""
    is_flood = (
        traffic.is_holding
        or traffic.waiting > AT_ONCE
        or (traffic.was_flooded and traffic.in_a_minute > AT_ONCE)
        or traffic.in_an_hour > MOST_IN_AN_HOUR
    )
    return is_flood and not await _is_urgent(session, inbound, conversation)


async def hold(
    session: AsyncSession,
    inbound: InboundMessage,
    traffic: Traffic,
    messenger: Messenger,
    now: datetime,
) -> None:
    """Holds a message, and says so once."""
    wait = LONG_HOLD if traffic.in_an_hour > MOST_IN_AN_HOUR else HOLD
    since = await session.scalar(
        select(func.min(InboundMessage.release_at)).where(
            InboundMessage.conversation_id == inbound.conversation_id,
            InboundMessage.status == "received",
            InboundMessage.release_at.is_not(None),
        )
    )
    inbound.held_at, inbound.release_at = now, since or now + wait
    FLOODED.inc()
    if await _wants_notice(session, inbound, now):
        await messenger.say(session, inbound.conversation_id, [Reply(key=NOTICE)], inbound.id)


async def release_due(session: AsyncSession, now: datetime, jobs: Jobs) -> None:
    """Defers one turn for all that is held in a conversation (a chore: see `bot.chores`)."""
    due = (
        select(InboundMessage.conversation_id)
        .where(InboundMessage.release_at <= now)
        .distinct()
        .limit(RELEASED_AT_ONCE)
    )
    latest = await session.execute(
        select(InboundMessage.conversation_id, InboundMessage.id)
        .where(
            InboundMessage.conversation_id.in_(due.scalar_subquery()),
            InboundMessage.release_at.is_not(None),
        )
        .ext(distinct_on(InboundMessage.conversation_id))
        .order_by(InboundMessage.conversation_id, InboundMessage.received_at.desc())
    )
    for conversation_id, inbound_id in latest.all():
        await session.execute(
            update(InboundMessage)
            .where(
                InboundMessage.conversation_id == conversation_id,
                InboundMessage.release_at.is_not(None),
            )
            .values(release_at=None)
        )
        await jobs.defer_turn(session, conversation_id, inbound_id)


async def together(session: AsyncSession, inbound: InboundMessage) -> InboundMessage:
    """All that is held in this conversation as one message, not stored, with the id of `inbound`.

    The same text again is read once; choices that were tapped count as what they said, unless
    nothing but one choice was tapped.
    """
    held = list(
        await session.scalars(
            select(InboundMessage)
            .where(*_others(inbound))
            .order_by(InboundMessage.received_at, InboundMessage.id)
        )
    )
    texts = list(dict.fromkeys(message.text for message in (*held, inbound) if message.text))
    choices = {message.choice for message in (*held, inbound)}
    return InboundMessage(
        id=inbound.id,
        conversation_id=inbound.conversation_id,
        channel=inbound.channel,
        provider_id=inbound.provider_id,
        text="\n".join(texts),
        choice=inbound.choice if len(choices) == 1 else None,
        attachment=None if texts else inbound.attachment,
        provider_did=inbound.provider_did,
        link=next((message.link for message in (*held, inbound) if message.link), None),
        received_at=inbound.received_at,
    )


async def answered_together(session: AsyncSession, inbound: InboundMessage, now: datetime) -> None:
    """Notes that the answer to `inbound` answers all that was held with it."""
    await session.execute(
        update(InboundMessage)
        .where(*_others(inbound))
        .values(status="answered", intent=TOGETHER, answered_at=now, release_at=None)
    )


def _others(inbound: InboundMessage) -> tuple[ColumnElement[bool], ...]:
    return (
        InboundMessage.conversation_id == inbound.conversation_id,
        InboundMessage.status == "received",
        InboundMessage.held_at.is_not(None),
        InboundMessage.id != inbound.id,
    )


async def _is_urgent(
    session: AsyncSession, inbound: InboundMessage, conversation: Conversation
) -> bool:
    """The first wish to stop, and the first words that a life may be at stake in."""
    if inbound.choice is not None:
        return False
    wish = consent.read_wish(inbound.text)
    if inbound.provider_did == "opt_out" or (wish and wish.kind == "opt_out"):
        return conversation.opted_out_at is None
    distress = recognize(inbound.text)
    if distress is None or distress.sign not in LIFE:
        return False
    return not await session.scalar(
        select(
            exists().where(
                InboundMessage.conversation_id == inbound.conversation_id,
                InboundMessage.intent == "distress",
                InboundMessage.received_at > inbound.received_at - ONCE_IN,
            )
        )
    )


async def _wants_notice(session: AsyncSession, inbound: InboundMessage, now: datetime) -> bool:
    """Whether they were not told lately, and are not talking with staff."""
    was_told = await session.scalar(
        select(
            exists().where(
                OutboundMessage.conversation_id == inbound.conversation_id,
                OutboundMessage.key == NOTICE,
                OutboundMessage.created_at > now - ONCE_IN,
            )
        )
    )
    return not was_told and not await cases.staff_are_answering(
        session, inbound.conversation_id, now
    )
