"""Whose turn it is in a campaign that runs, and the note that it was: once a person."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.campaigns.audience import Reach, hold_of, language_of
from bot.store.models import (
    Campaign,
    CampaignRecipient,
    Conversation,
    OutboundMessage,
    Resident,
)

PAUSED: Final = "campaign_paused"
"""Why the gate held a message back that is let out again once its campaign goes on."""
CANCELED: Final = "campaign_canceled"
"""Why what a canceled campaign had in line never goes out."""


type Withheld = Literal["campaign_paused", "campaign_canceled"]


@dataclass(frozen=True)
class Recipient:
    """Somebody to write to."""

    resident_id: uuid.UUID
    conversation_id: uuid.UUID
    channel: str
    language: str
    hold: str | None
    """Why not (`Skip`); None where they are written to."""


async def running(session: AsyncSession) -> Sequence[Campaign]:
    """The campaigns that run, which nobody pauses until we commit."""
    found = await session.scalars(
        select(Campaign)
        .where(sql("campaigns.state = 'running'"))
        .order_by(Campaign.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def next_ones(
    session: AsyncSession, campaign: Campaign, reach: Reach, most: int
) -> list[Recipient]:
    """Who of a campaign is to be written to next, with what stands in the way today."""
    rows = await session.execute(
        select(
            CampaignRecipient.resident_id,
            CampaignRecipient.conversation_id,
            Conversation.channel,
            language_of(reach),
            hold_of(reach),
        )
        .join(Conversation, Conversation.id == CampaignRecipient.conversation_id)
        .join(Resident, Resident.id == CampaignRecipient.resident_id)
        .where(CampaignRecipient.campaign_id == campaign.id, sql("NOT is_done"))
        .order_by(CampaignRecipient.resident_id)
        .limit(most)
        .with_for_update(of=CampaignRecipient)
    )
    return [Recipient(*row) for row in rows]


NOTE_WRITTEN: Final = sql(
    "UPDATE campaign_recipients SET outbound_id = said.message, is_done = true "
    "FROM unnest(CAST(:residents AS uuid[]), CAST(:messages AS bigint[])) "
    "AS said (resident, message) "
    "WHERE campaign_id = :campaign AND resident_id = said.resident"
)
"""Two arrays: putting together a statement of thousands of values takes longer than asking it."""


async def note_written(
    session: AsyncSession, campaign: Campaign, messages: Mapping[uuid.UUID, int]
) -> None:
    """Notes which message each resident gets."""
    if not messages:
        return
    said = {
        "campaign": campaign.id,
        "residents": list(messages),
        "messages": list(messages.values()),
    }
    await session.execute(NOTE_WRITTEN, said)


async def note_skipped(
    session: AsyncSession, campaign: Campaign, residents: Collection[uuid.UUID], reason: str
) -> None:
    """Notes why some are not written to."""
    await session.execute(
        update(CampaignRecipient)
        .where(
            CampaignRecipient.campaign_id == campaign.id,
            CampaignRecipient.resident_id.in_(residents),
        )
        .values(skipped_because=reason, is_done=True)
    )


async def close(session: AsyncSession, campaign: Campaign, reason: str = "expired") -> None:
    """Gives up whoever was not written to in time."""
    await session.execute(
        update(CampaignRecipient)
        .where(CampaignRecipient.campaign_id == campaign.id, sql("NOT is_done"))
        .values(skipped_because=reason, is_done=True)
    )


async def take_out_of_line(session: AsyncSession, campaign: Campaign) -> None:
    """Holds back for good what waits; what is with a worker already, the gate holds back."""
    await session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == CampaignRecipient.outbound_id,
            CampaignRecipient.campaign_id == campaign.id,
            OutboundMessage.status == "held",
            or_(OutboundMessage.due_at.is_not(None), OutboundMessage.reason == PAUSED),
        )
        .values(reason=CANCELED, due_at=None, line=None)
    )


async def take_up_paused(session: AsyncSession, campaign: Campaign, now: datetime) -> None:
    """Puts back into line what was held back while a campaign was paused."""
    await session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == CampaignRecipient.outbound_id,
            CampaignRecipient.campaign_id == campaign.id,
            Conversation.id == OutboundMessage.conversation_id,
            OutboundMessage.status == "held",
            OutboundMessage.reason == PAUSED,
        )
        .values(reason="in_line", due_at=now, line=Conversation.channel)
    )


async def in_line(session: AsyncSession, campaign: Campaign, now: datetime) -> int:
    """How many of its messages wait for nothing but their turn."""
    found = await session.scalar(
        _messages(campaign).where(
            or_(
                OutboundMessage.status.in_(("queued", "sending")),
                (OutboundMessage.status == "held") & (OutboundMessage.due_at <= now),
            )
        )
    )
    return found or 0


async def is_over(session: AsyncSession, campaign: Campaign) -> bool:
    """Whether everybody was written to or given up, and nothing waits."""
    waiting = exists().where(
        CampaignRecipient.campaign_id == campaign.id, sql("NOT campaign_recipients.is_done")
    )
    if await session.scalar(select(waiting)):
        return False
    unsent = _messages(campaign).where(
        or_(
            OutboundMessage.status.in_(("queued", "sending")),
            (OutboundMessage.status == "held") & OutboundMessage.due_at.is_not(None),
        )
    )
    return not await session.scalar(unsent)


async def withheld(session: AsyncSession, outbound_ids: Collection[int]) -> dict[int, Withheld]:
    """Which of these messages stay back, since staff paused or canceled their campaign."""
    found = await session.execute(
        select(CampaignRecipient.outbound_id, Campaign.state)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(
            CampaignRecipient.outbound_id.in_(outbound_ids),
            Campaign.state.in_(("paused", "canceled")),
        )
    )
    return {
        outbound_id: PAUSED if state == "paused" else CANCELED
        for outbound_id, state in found
        if outbound_id is not None
    }


def _messages(campaign: Campaign) -> Select[int]:
    return (
        select(func.count())
        .select_from(CampaignRecipient)
        .join(OutboundMessage, OutboundMessage.id == CampaignRecipient.outbound_id)
        .where(CampaignRecipient.campaign_id == campaign.id)
    )
