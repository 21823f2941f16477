"""What a campaign will be before it starts: how many, segments, cost, hours, and on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.allowance import ANY, Allowance
from bot.conversation.campaign_reach import CampaignReach
from bot.conversation.campaign_texts import CampaignTexts
from bot.conversation.channel import Medium
from bot.conversation.gate import SHARE_OF_DAY
from bot.conversation.outbox import Outbox
from bot.conversation.render import Rendered
from bot.services import campaigns, residents
from bot.services.campaigns import Audience, NotPossible
from bot.store.models import Campaign
from bot.store.secrets import Vault


@dataclass(frozen=True)
class Part:
    """What one channel and language make up."""

    channel: str
    language: str
    people: int
    segments: int | None
    """Of one message, where the channel counts any."""
    cost: Decimal | None
    """US dollars for all of them, where the price is known."""


@dataclass(frozen=True)
class Estimate:
    """What is known beforehand."""

    parts: Sequence[Part]
    skipped: Mapping[str, int]
    """Who is chosen and not written to, by reason."""
    takes: timedelta | None
    """How long the slowest sender takes; None where no rate is known."""
    days: int
    """On how many days it goes out at least, for the carriers' cap by the day."""

    @property
    def people(self) -> int:
        """How many are written to."""
        return sum(part.people for part in self.parts)

    @property
    def cost(self) -> Decimal:
        """US dollars, as far as prices are known."""
        return sum((part.cost or Decimal() for part in self.parts), Decimal())


class Preview:
    """Previews of campaigns on all channels, as if each were set up."""

    def __init__(
        self,
        texts: CampaignTexts,
        media: Mapping[str, Medium],
        allowances: Mapping[str, Allowance],
        languages: Sequence[str],
        reach: CampaignReach,
    ) -> None:
        """`languages` are the city's."""
        self._texts = texts
        self._media = media
        self._allowances = allowances
        self._languages = languages
        self.reach = reach

    async def messages(
        self, session: AsyncSession, campaign: Campaign, channel: str = "sms"
    ) -> list[Rendered]:
        """The message in every language, as a channel shows it."""
        values = await self._texts.values(session, Audience.model_validate(campaign.audience))
        medium = self._media[channel]
        return [
            self._texts.message(campaign, values, language, medium) for language in self._languages
        ]

    async def estimate(self, session: AsyncSession, campaign: Campaign, now: datetime) -> Estimate:
        """How many it is for now, and what that takes."""
        reach = await self.reach.of(session, campaign, now)
        audience = Audience.model_validate(campaign.audience)
        values = await self._texts.values(session, audience)
        parts: list[Part] = []
        skipped: dict[str, int] = {}
        for row in await session.execute(campaigns.sizes(audience, reach)):
            if row.hold:
                skipped[row.hold] = skipped.get(row.hold, 0) + row.people
                continue
            medium = self._media[row.channel]
            text = self._texts.message(campaign, values, row.language, medium).text
            segments, price = medium.segments(text), self._of(row.channel).price
            cost = None if price is None else price * row.people * (segments or 1)
            parts.append(Part(row.channel, row.language, row.people, segments, cost))
        return Estimate(parts, skipped, self._longest(parts), self._days(parts))

    async def send_to(
        self,
        session: AsyncSession,
        outbox: Outbox,
        vault: Vault,
        clock: Clock,
        campaign: Campaign,
        number: str,
    ) -> None:
        """Has the message sent to a phone, in every language.

        `number` is in E.164. Raises `NotPossible` where that phone never wrote to us.
        """
        for name in residents.PHONES:
            found = await residents.find_conversation(session, vault, name, number)
            if found:
                messages = await self.messages(session, campaign, name)
                await outbox.store(session, found, self._media[name], messages, clock.now())
                return
        raise NotPossible("That phone never wrote to Enlace: send any text from it first.")

    def _of(self, channel: str) -> Allowance:
        return self._allowances.get(channel, ANY)

    def _units(self, parts: Sequence[Part]) -> dict[str, int]:
        units: dict[str, int] = {}
        for part in parts:
            units[part.channel] = units.get(part.channel, 0) + part.people * (part.segments or 1)
        return units

    def _longest(self, parts: Sequence[Part]) -> timedelta | None:
        times = [
            timedelta(seconds=units / rate)
            for channel, units in self._units(parts).items()
            if (rate := self._of(channel).per_second)
        ]
        return max(times, default=None)

    def _days(self, parts: Sequence[Part]) -> int:
        share = SHARE_OF_DAY["campaign"]
        return max(
            (
                -int(-units // (cap * share))
                for channel, units in self._units(parts).items()
                if (cap := self._of(channel).per_day)
            ),
            default=1,
        )
