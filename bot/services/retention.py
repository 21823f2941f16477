"""Lets transcripts expire: what was said is kept for so many days, and no longer (design §6).

What goes: messages both ways, the cases they opened that are closed, and their words in Rasa's
memory. What stays: who agreed to what, bookings, licenses, and the answers a form still works with;
these end with the resident's wish (`bot.services.erasure`). A conversation whose case staff have
not closed is kept whole until they do.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, text, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.models import Case, InboundMessage, OutboundMessage

AT_ONCE = 100
"""Conversations dealt with in one transaction; the rest follow in the next."""
FREE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:id, 0))")
FORGET = text("""
    UPDATE rasa_turns SET events = (
        SELECT jsonb_agg(
            CASE event->>'event'
            WHEN 'user' THEN event || jsonb_build_object('text', '-', 'parse_data',
                jsonb_build_object('text', '-', 'entities', '[]'::jsonb,
                    'intent', event->'parse_data'->'intent'))
            WHEN 'bot' THEN event || '{"text": null, "data": {}}'::jsonb
            ELSE event END ORDER BY place)
        FROM jsonb_array_elements(events) WITH ORDINALITY AS each(event, place))
    WHERE sender_id = :id AND EXISTS (
        SELECT 1 FROM jsonb_array_elements(events) AS said
        WHERE said->'metadata'->>'message_id' = ANY(:message_ids))""")

PRUNE = text("""
    DELETE FROM rasa_turns WHERE sender_id = :id
    AND session < (SELECT max(session) FROM rasa_turns WHERE sender_id = :id)
    AND NOT EXISTS (
        SELECT 1 FROM jsonb_array_elements(events) AS said
        JOIN inbound_messages ON inbound_messages.conversation_id = CAST(:id AS uuid)
        AND CAST(inbound_messages.id AS text) = said->'metadata'->>'message_id')""")
"""Rasa reads its latest session only: of earlier ones nothing is needed once their messages go."""


class Retention:
    """How long transcripts are kept."""

    def __init__(self, days: int) -> None:
        self._kept = timedelta(days=days)

    async def expire_due(self, session: AsyncSession, now: datetime) -> None:
        """Erases what is older, of conversations in which nothing is under way."""
        since = now - self._kept
        old = union(
            select(InboundMessage.conversation_id).where(_is_old_inbound(since)),
            select(OutboundMessage.conversation_id).where(_is_old_outbound(since)),
        )
        for conversation_id in (await session.scalars(old.limit(AT_ONCE))).all():
            if await session.scalar(FREE, {"id": str(conversation_id)}):
                await _expire(session, conversation_id, since)


async def _expire(session: AsyncSession, conversation_id: uuid.UUID, since: datetime) -> None:
    gone = await session.scalars(
        delete(InboundMessage)
        .where(InboundMessage.conversation_id == conversation_id, _is_old_inbound(since))
        .returning(InboundMessage.id)
    )
    message_ids = [str(message_id) for message_id in gone]
    await session.execute(
        delete(OutboundMessage).where(
            OutboundMessage.conversation_id == conversation_id, _is_old_outbound(since)
        )
    )
    await session.execute(FORGET, {"id": str(conversation_id), "message_ids": message_ids})
    await session.execute(PRUNE, {"id": str(conversation_id)})


def _is_old_inbound(since: datetime) -> ColumnElement[bool]:
    return (
        (InboundMessage.received_at < since)
        & (InboundMessage.status != "received")
        & ~_has_unclosed_case(InboundMessage.conversation_id)
    )


def _is_old_outbound(since: datetime) -> ColumnElement[bool]:
    return (
        (OutboundMessage.created_at < since)
        & OutboundMessage.status.not_in(("queued", "sending"))
        & ~_has_unclosed_case(OutboundMessage.conversation_id)
    )


def _has_unclosed_case(conversation_id: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    return exists().where(Case.conversation_id == conversation_id, Case.status != "closed")
