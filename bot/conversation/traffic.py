"""What has come and gone in a conversation just before a message: what floods and loops show in.

Read together with the message itself, so that an ordinary turn pays no round trip for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import FromClause, and_, func, select, true
from sqlalchemy.orm import aliased

from bot.conversation.choices import Offer
from bot.conversation.outbox import last_offered, offer_of
from bot.store.models import InboundMessage, OutboundMessage

MOST_IN_AN_HOUR = 600
"""Messages of one conversation in an hour: more than anybody types, less than a program sends."""
REMEMBERED = 5
"""How many earlier messages are compared with a new one."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FLOOD_LASTS = timedelta(minutes=2)
"""How long after messages were held a flood may still be on."""


@dataclass(frozen=True)
class Said:
    """A message of the resident, earlier than the one that is read."""

    text: str
    intent: str | None
    at: datetime


@dataclass(frozen=True)
class Traffic:
    """One conversation, as it was when a message came in."""

    in_an_hour: int
    in_a_minute: int
    waiting: int
    """Messages that wait for their answer and came within a minute from this one, itself included:
    whoever waits for answers has one."""
    is_holding: bool
    """Whether earlier ones are held, to be read together."""
    was_flooded: bool
    """Whether some were held a short while ago."""
    earlier: tuple[Said, ...]
    """The resident's last messages, the latest first."""
    our_last: str | None
    """What we said last, within the hour."""
    our_last_at: datetime | None
    is_with_staff: bool
    """Whether staff are talking with them."""
    offer: Offer | None
    """The choices last offered."""


def columns() -> tuple[FromClause, ...]:
    """What a query for a message must be joined with, and select, to make a `Traffic` of."""
    recent = aliased(InboundMessage)
    window = (
        select(recent.status, recent.held_at, recent.received_at)
        .where(
            recent.conversation_id == InboundMessage.conversation_id,
            recent.received_at > InboundMessage.received_at - HOUR,
        )
        .order_by(recent.received_at.desc())
        .limit(MOST_IN_AN_HOUR + 1)
        .correlate(InboundMessage)
        .subquery()
    )
    at = InboundMessage.received_at
    is_waiting = window.c.status == "received"
    is_held = window.c.held_at.is_not(None)
    came_within_a_minute = window.c.received_at < at + MINUTE
    counts = (
        select(
            func.count().label("in_an_hour"),
            func.count().filter(window.c.received_at.between(at - MINUTE, at)).label("in_a_minute"),
            func.count().filter(and_(is_waiting, ~is_held, came_within_a_minute)).label("waiting"),
            func.bool_or(and_(is_waiting, is_held)).label("is_holding"),
            func.bool_or(window.c.held_at > at - FLOOD_LASTS).label("was_flooded"),
        )
        .select_from(window)
        .correlate(InboundMessage)
        .lateral("counts")
    )
    return counts, _earlier(), _our_last(), last_offered()


def _earlier() -> FromClause:
    before = aliased(InboundMessage)
    latest = (
        select(before.text, before.intent, before.received_at)
        .where(
            before.conversation_id == InboundMessage.conversation_id,
            before.received_at > InboundMessage.received_at - HOUR,
            before.received_at < InboundMessage.received_at,
            before.choice.is_(None),
        )
        .order_by(before.received_at.desc())
        .limit(REMEMBERED)
        .correlate(InboundMessage)
        .subquery()
    )
    as_json = func.json_build_array(latest.c.text, latest.c.intent, latest.c.received_at)
    return (
        select(func.json_agg(as_json).label("earlier"))
        .select_from(latest)
        .correlate(InboundMessage)
        .lateral("earlier")
    )


def _our_last() -> FromClause:
    return (
        select(OutboundMessage.text.label("our_last"), OutboundMessage.created_at.label("our_at"))
        .where(
            OutboundMessage.conversation_id == InboundMessage.conversation_id,
            OutboundMessage.created_at > InboundMessage.received_at - HOUR,
        )
        .order_by(OutboundMessage.id.desc())
        .limit(1)
        .correlate(InboundMessage)
        .lateral("our_last")
    )


def traffic_of(row: Any) -> Traffic:
    """What the selected columns of one row say."""
    earlier = row.earlier or []
    return Traffic(
        row.in_an_hour,
        row.in_a_minute,
        row.waiting,
        bool(row.is_holding),
        bool(row.was_flooded),
        tuple(Said(text, intent, datetime.fromisoformat(at)) for text, intent, at in earlier),
        row.our_last,
        row.our_at,
        bool(row.is_with_staff),
        offer_of(row),
    )


ON: Any = true()
"""Joins the lateral parts, each of which gives one row or none."""
