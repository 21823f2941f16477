"""Whom a campaign reaches on which channel, by what the channels allow and what was approved."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.allowance import ANY, Allowance
from bot.conversation.campaign_texts import CampaignTexts
from bot.conversation.channel import Medium
from bot.conversation.templates import template_of
from bot.services.campaigns import Audience, Reach
from bot.services.content import ApprovedTemplate
from bot.store.models import Campaign


class CampaignReach:
    """How campaigns reach residents on some channels."""

    def __init__(
        self,
        texts: CampaignTexts,
        channels: Mapping[str, Medium],
        allowances: Mapping[str, Allowance],
        approved: Mapping[str, ApprovedTemplate],
        default_language: str,
    ) -> None:
        """`approved` are the templates of providers that want them, by the key of a message."""
        self._texts = texts
        self._channels = channels
        self._allowances = allowances
        self._approved = approved
        self._default_language = default_language

    async def of(self, session: AsyncSession, campaign: Campaign, now: datetime) -> Reach:
        """How a campaign reaches them at a moment."""
        windows = {
            channel: now - window
            for channel in self._channels
            if (window := self._allowances.get(channel, ANY).window)
        }
        values = await self._texts.values(session, Audience.model_validate(campaign.audience))
        return Reach(
            tuple(self._channels),
            self._default_language,
            windows,
            [each for each in campaign.texts if self._is_approved(campaign, values, each, windows)],
        )

    def _is_approved(
        self,
        campaign: Campaign,
        values: Mapping[str, str],
        language: str,
        channels: Collection[str],
    ) -> bool:
        """Whether a template says it in a language, on the channels that want one."""
        return all(
            template_of(
                self._texts.message(campaign, values, language, self._channels[channel]),
                self._approved,
            )
            for channel in channels
        )
