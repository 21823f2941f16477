"""What became of a campaign, in numbers."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.campaigns.sending import CANCELED, PAUSED
from bot.store.models import (
    Campaign,
    CampaignRecipient,
    Consent,
    Conversation,
    InboundMessage,
    OutboundMessage,
)

ANSWERED_WITHIN: Final = timedelta(days=14)
"""For so long, what somebody writes may be about the message."""
SENT: Final = ("sent", "delivered", "read", "undelivered")
DELIVERED: Final = ("delivered", "read")
FAILED: Final = ("failed", "undelivered")
WAITING: Final = ("held", "queued", "sending")


@dataclass
class Outcome:
    """Numbers of people, but for `segments` and `cost`."""

    chosen: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    answered: int = 0
    """Who wrote within `ANSWERED_WITHIN` of getting it, but to stop messages."""
    opted_out: int = 0
    """Who stopped messages within that time."""
    forgotten: int = 0
    """Who was written to so long ago that the message is no longer kept."""
    segments: int = 0
    cost: Decimal = Decimal()
    """US dollars, as far as prices are known."""
    waiting: Counter[str] = field(default_factory=Counter)
    """Whose message is still to go out, by what it waits for."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Never written to or held back for good, by reason."""
    failures: Counter[str] = field(default_factory=Counter)
    """Who did not get what was sent, by what the provider says."""

    def __add__(self, other: "Outcome") -> "Outcome":
        """The two together."""
        both = {
            each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)
        }
        return Outcome(**both)


@dataclass(frozen=True)
class Report:
    """What became of a campaign."""

    by_channel: Mapping[str, Outcome]

    @property
    def all(self) -> Outcome:
        """On all channels together."""
        return sum(self.by_channel.values(), Outcome())


async def report(session: AsyncSession, campaign: Campaign) -> Report:
    """What became of a campaign until now."""
    by_channel: dict[str, Outcome] = defaultdict(Outcome)
    for row in await session.execute(_groups(campaign)):
        outcome = by_channel[row.channel]
        outcome.chosen += row.people
        if reason := _skipped_because(row, campaign):
            outcome.skipped[reason] += row.people
        elif not row.is_done or row.status in WAITING:
            outcome.waiting[_waits_for(row, campaign)] += row.people
        if row.is_done and not row.skipped_because and row.status is None:
            outcome.forgotten += row.people
        if row.status in FAILED:
            outcome.failed += row.people
            outcome.failures[row.reason or row.error_code or ""] += row.people
        if row.status in DELIVERED:
            outcome.delivered += row.people
        if row.status in SENT:
            outcome.sent += row.people
            outcome.segments += row.segments
            outcome.cost += row.cost
    for row in await session.execute(_answers(campaign)):
        by_channel[row.channel].answered = row.answered
        by_channel[row.channel].opted_out = row.opted_out
    return Report(dict(sorted(by_channel.items())))


def _groups(campaign: Campaign) -> Select[*tuple[Any, ...]]:
    """Its recipients, by what became of them and why."""
    message = OutboundMessage
    keys = (
        Conversation.channel,
        CampaignRecipient.is_done,
        CampaignRecipient.skipped_because,
        message.status,
        message.reason,
        message.error_code,
        message.due_at.is_not(None).label("goes_on"),
    )
    return (
        select(
            *keys,
            func.count().label("people"),
            func.coalesce(func.sum(message.segments), 0).label("segments"),
            func.coalesce(func.sum(message.cost), 0).label("cost"),
        )
        .select_from(CampaignRecipient)
        .join(Conversation, Conversation.id == CampaignRecipient.conversation_id)
        .outerjoin(message, message.id == CampaignRecipient.outbound_id)
        .where(CampaignRecipient.campaign_id == campaign.id)
        .group_by(*keys)
    )


def _skipped_because(row: Row[Any], campaign: Campaign) -> str | None:
    """Why these never get it; None where they did, or still may."""
    if row.skipped_because:
        return str(row.skipped_because)
    if row.status != "held" or row.goes_on:
        return None
    if row.reason == PAUSED:
        return CANCELED if campaign.state == "canceled" else None
    return str(row.reason)


def _waits_for(row: Row[Any], campaign: Campaign) -> str:
    if campaign.state == "paused":
        return PAUSED
    return row.reason or "in_line"


def _answers(campaign: Campaign) -> Select[*tuple[Any, ...]]:
    """How many answered, and how many stopped messages."""
    sent_at = OutboundMessage.sent_at
    until = sent_at + ANSWERED_WITHIN
    stopped = exists().where(
        Consent.conversation_id == CampaignRecipient.conversation_id,
        Consent.kind == "opt_out",
        Consent.at > sent_at,
        Consent.at <= until,
    )
    wrote = exists().where(
        InboundMessage.conversation_id == CampaignRecipient.conversation_id,
        InboundMessage.received_at > sent_at,
        InboundMessage.received_at <= until,
        InboundMessage.intent.is_distinct_from("opt_out"),
    )
    return (
        select(
            Conversation.channel,
            func.count().filter(wrote).label("answered"),
            func.count().filter(stopped).label("opted_out"),
        )
        .select_from(CampaignRecipient)
        .join(Conversation, Conversation.id == CampaignRecipient.conversation_id)
        .join(
            OutboundMessage,
            and_(
                OutboundMessage.id == CampaignRecipient.outbound_id,
                OutboundMessage.status.in_(SENT),
            ),
        )
        .where(CampaignRecipient.campaign_id == campaign.id)
        .group_by(Conversation.channel)
    )
