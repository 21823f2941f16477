"""Sends campaigns on: as many at a time as can go out soon, each person once."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.bulk import Letter, new_ids, store
from bot.conversation.campaign_reach import CampaignReach
from bot.conversation.campaign_texts import CampaignTexts
from bot.conversation.channel import Medium
from bot.conversation.decent_hours import DecentHours
from bot.conversation.render import Rendered
from bot.services import campaigns
from bot.services.campaigns import Audience, Recipient
from bot.services.content import ApprovedTemplate
from bot.store.models import Campaign

MOST_IN_LINE: Final = 2_000
"""Messages of one campaign that wait for their turn at once: the rest is not written yet, so that
a pause, an opt-out or a changed language still counts for it."""


class Campaigning:
    """The campaigns, on the channels that are set up."""

    def __init__(
        self,
        texts: CampaignTexts,
        channels: Mapping[str, Medium],
        approved: Mapping[str, ApprovedTemplate],
        hours: DecentHours,
        reach: CampaignReach,
    ) -> None:
        """`approved` are the templates of providers that want them, by the key of a message."""
        self._texts = texts
        self._channels = channels
        self._approved = approved
        self._hours = hours
        self._reach = reach

    async def send_on(self, session: AsyncSession, now: datetime) -> None:
        """Writes to whoever is next in each campaign that runs (a chore: see `bot.chores`).

        In one transaction with the note that it was written: whatever crashes, each goes out once.
        """
        for campaign in await campaigns.running(session):
            if campaign.ends_at is not None and campaign.ends_at <= now:
                await campaigns.close(session, campaign)
            await campaigns.take_up_paused(session, campaign, now)
            if self._hours.opens(now) is None:
                room = MOST_IN_LINE - await campaigns.in_line(session, campaign, now)
                if room > 0:
                    await self._write(session, campaign, room, now)
            if await campaigns.is_over(session, campaign):
                campaign.state = "finished"

    async def _write(
        self, session: AsyncSession, campaign: Campaign, most: int, now: datetime
    ) -> None:
        reach = await self._reach.of(session, campaign, now)
        recipients = await campaigns.next_ones(session, campaign, reach, most)
        await self._skip(session, campaign, recipients)
        reached = [each for each in recipients if each.hold is None]
        letters = await self._letters(session, campaign, reached)
        ids = await new_ids(session, len(letters))
        await store(session, dict(zip(ids, letters, strict=True)), self._approved, now)
        written = {each.resident_id: said for each, said in zip(reached, ids, strict=True)}
        await campaigns.note_written(session, campaign, written)

    async def _skip(
        self, session: AsyncSession, campaign: Campaign, recipients: Sequence[Recipient]
    ) -> None:
        by_reason: dict[str, list[uuid.UUID]] = defaultdict(list)
        for each in recipients:
            if each.hold is not None:
                by_reason[each.hold].append(each.resident_id)
        for reason, residents in by_reason.items():
            await campaigns.note_skipped(session, campaign, residents, reason)

    async def _letters(
        self, session: AsyncSession, campaign: Campaign, recipients: Sequence[Recipient]
    ) -> list[Letter]:
        values = await self._texts.values(session, Audience.model_validate(campaign.audience))
        said: dict[tuple[str, str], Rendered] = {}
        letters = []
        assert campaign.ends_at is not None  # noqa: S101 (a constraint: it was started)
        for each in recipients:
            channel = self._channels[each.channel]
            key = (each.language, each.channel)
            if key not in said:
                said[key] = self._texts.message(campaign, values, each.language, channel)
            letters.append(
                Letter(each.conversation_id, channel, said[key], "campaign", campaign.ends_at)
            )
        return letters
