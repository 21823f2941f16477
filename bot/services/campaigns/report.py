"""What became of a campaign, in numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.campaigns.sending import PAUSED
from bot.store.models import (
    Campaign,
    CampaignRecipient,
    Consent,
    InboundMessage,
    OutboundMessage,
)

ANSWERED_WITHIN: Final = timedelta(days=14)
"""For so long, what somebody writes may be about the message."""
SENT: Final = ("sent", "delivered", "read", "undelivered")
DELIVERED: Final = ("delivered", "read")
FAILED: Final = ("failed", "undelivered")
WAITING: Final = ("held", "queued", "sending")


@dataclass(frozen=True)
class Report:
    """Numbers of people, but for `segments` and `cost`."""

    chosen: int
    waiting: Mapping[str, int]
    """Whose message is still to go out, by what it waits for."""
    sent: int
    delivered: int
    failed: int
    skipped: Mapping[str, int]
    """Never written to or held back for good, by reason."""
    answered: int
    """Who wrote within `ANSWERED_WITHIN` of getting it, but to stop messages."""
    opted_out: int
    """Who stopped messages within that time."""
    segments: int
    cost: Decimal
    """US dollars, as far as prices are known."""


async def report(session: AsyncSession, campaign: Campaign) -> Report:
    """What became of a campaign until now."""
    chosen = 0
    skipped: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    by_status: Counter[str] = Counter()
    segments, cost = 0, Decimal()
    for row in await session.execute(_groups(campaign)):
        chosen += row.people
        by_status[row.status or ""] += row.people
        if reason := _skipped_because(row):
            skipped[reason] += row.people
        elif not row.is_done or row.status in WAITING:
            waiting[row.reason or "in_line"] += row.people
        if row.status in SENT:
            segments, cost = segments + row.segments, cost + row.cost
    answered, opted_out = await _answers(session, campaign)
    return Report(
        chosen=chosen,
        waiting=dict(waiting),
        sent=_sum(by_status, SENT),
        delivered=_sum(by_status, DELIVERED),
        failed=_sum(by_status, FAILED),
        skipped=dict(skipped),
        answered=answered,
        opted_out=opted_out,
        segments=segments,
        cost=cost,
    )


def _groups(campaign: Campaign) -> Select[*tuple[Any, ...]]:
    """Its recipients, by what became of them and why."""
    message = OutboundMessage
    keys = (
        CampaignRecipient.is_done,
        CampaignRecipient.skipped_because,
        message.status,
        message.reason,
        message.due_at.is_not(None).label("goes_on"),
    )
    return (
        select(
            *keys,
            func.count().label("people"),
            func.coalesce(func.sum(message.segments), 0).label("segments"),
            func.coalesce(func.sum(message.cost), 0).label("cost"),
        )
        .outerjoin(message, message.id == CampaignRecipient.outbound_id)
        .where(CampaignRecipient.campaign_id == campaign.id)
        .group_by(*keys)
    )


def _skipped_because(row: Row[Any]) -> str | None:
    """Why these never get it; None where they did, or still may."""
    if row.skipped_because:
        return str(row.skipped_because)
    is_over = row.status == "held" and not row.goes_on and row.reason != PAUSED
    return str(row.reason) if is_over else None


def _sum(by_status: Counter[str], statuses: tuple[str, ...]) -> int:
    return sum(by_status[status] for status in statuses)


async def _answers(session: AsyncSession, campaign: Campaign) -> tuple[int, int]:
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
    row = await session.execute(
        select(func.count().filter(wrote), func.count().filter(stopped))
        .select_from(CampaignRecipient)
        .join(
            OutboundMessage,
            and_(
                OutboundMessage.id == CampaignRecipient.outbound_id,
                OutboundMessage.status.in_(SENT),
            ),
        )
        .where(CampaignRecipient.campaign_id == campaign.id)
    )
    answered, opted_out = row.one()
    return int(answered), int(opted_out)
