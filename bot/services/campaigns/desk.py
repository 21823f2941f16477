"""What staff do with campaigns; each act leaves an audit entry without personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import EnlaceError
from bot.services.campaigns.audience import Audience, ReachOf, chosen
from bot.services.campaigns.sending import CANCELED, close, take_out_of_line
from bot.services.content import Campaigns
from bot.store.models import AuditEntry, Campaign, CampaignRecipient
from bot.store.models.campaigns import State

MIDNIGHT: Final = time()
IS: Final[Mapping[State, tuple[str, str]]] = {
    "draft": ("has not started", "`enlace campaign start` lets it go out."),
    "running": ("goes out", "`enlace campaign pause` or `cancel` holds it back."),
    "paused": ("is paused", "`enlace campaign resume` lets it go on, `cancel` ends it."),
    "finished": ("is over", "create another."),
    "canceled": ("was canceled", "create another."),
}
"""Each state in words, and what may be done in it."""


class NotPossible(EnlaceError):
    """A campaign that is not in the state an act needs, or that somebody else must decide about."""


@dataclass(frozen=True)
class Draft:
    """A campaign as it is written; its texts were found to be fit."""

    name: str
    texts: Mapping[str, str]
    audience: Audience
    topic: str | None = None
    template: str | None = None
    last_day: date | None = None


async def find(session: AsyncSession, campaign_id: int) -> Campaign:
    """A campaign; raises `NotPossible` where there is none."""
    return _there(await session.get(Campaign, campaign_id), campaign_id)


async def overview(session: AsyncSession) -> Sequence[Campaign]:
    """All campaigns, the newest first."""
    return (await session.scalars(select(Campaign).order_by(Campaign.id.desc()))).all()


@dataclass(frozen=True)
class Desk:
    """A member of staff at work on campaigns. Each act raises `NotPossible` with the reason."""

    session: AsyncSession
    rules: Campaigns
    actor: str
    now: datetime
    zone: ZoneInfo

    async def create(self, draft: Draft) -> Campaign:
        """Keeps what was written; nobody gets it before it is started."""
        campaign = Campaign(state="draft", created_by=self.actor, created_at=self.now)
        _write(campaign, draft)
        self.session.add(campaign)
        await self.session.flush()
        self._note(campaign, "campaign.created")
        return campaign

    async def draft(self, campaign_id: int) -> Draft:
        """What was written, to be changed: nobody else may until we commit."""
        campaign = await self._in_state(campaign_id, ("draft",), "edited")
        return Draft(
            campaign.name,
            campaign.texts,
            Audience.model_validate(campaign.audience),
            campaign.topic,
            campaign.template,
            campaign.last_day,
        )

    async def edit(self, campaign_id: int, draft: Draft) -> bool:
        """Keeps what was written anew; whether that took back an approval."""
        campaign = await self._in_state(campaign_id, ("draft",), "edited")
        was_approved = campaign.approved_by is not None
        _write(campaign, draft)
        campaign.approved_by = campaign.approved_at = None
        if not any(_same(self.actor, name) for name in _writers(campaign)):
            campaign.edited_by = [*campaign.edited_by, self.actor]
        self._note(campaign, "campaign.edited")
        return was_approved

    async def approve(self, campaign_id: int) -> None:
        """Approves what others wrote."""
        campaign = await self._in_state(campaign_id, ("draft",), "approved")
        if any(_same(self.actor, name) for name in _writers(campaign)):
            raise NotPossible(
                f"{self.actor} wrote campaign {campaign_id}, or part of it: somebody else has to "
                "approve it."
            )
        if campaign.approved_by:
            raise NotPossible(f"Campaign {campaign_id} is approved already.")
        campaign.approved_by, campaign.approved_at = self.actor, self.now
        self._note(campaign, "campaign.approved")

    async def start(self, campaign_id: int, reach_of: ReachOf) -> int:
        """Chooses who gets it, once and for all, and lets it go out; how many were chosen."""
        campaign = await self._in_state(campaign_id, ("draft",), "started")
        reach = await reach_of(self.session, campaign, self.now)
        ends_at = self._end(campaign)
        if ends_at <= self.now:
            raise NotPossible(f"The last day of campaign {campaign_id} is over.")
        people = chosen(Audience.model_validate(campaign.audience), reach)
        columns = (people.c.resident_id, people.c.conversation_id)
        added = await self.session.scalars(
            insert(CampaignRecipient)
            .from_select(
                ["campaign_id", "resident_id", "conversation_id"],
                select(literal(campaign.id), *columns),
            )
            .returning(CampaignRecipient.campaign_id)
        )
        count = len(added.all())
        if not count:
            raise NotPossible(f"Campaign {campaign_id} is for nobody: see its preview.")
        if count > self.rules.approval_above and not campaign.approved_by:
            raise NotPossible(
                f"Campaign {campaign_id} is for {count} people: for more than "
                f"{self.rules.approval_above}, somebody else has to approve it first."
            )
        campaign.state, campaign.started_at, campaign.ends_at = "running", self.now, ends_at
        self._note(campaign, "campaign.started", people=count)
        return count

    async def pause(self, campaign_id: int) -> None:
        """Holds back all that has not gone out."""
        campaign = await self._in_state(campaign_id, ("running",), "paused")
        campaign.state = "paused"
        self._note(campaign, "campaign.paused")

    async def resume(self, campaign_id: int) -> None:
        """Lets it go on where it stopped."""
        campaign = await self._in_state(campaign_id, ("paused",), "resumed")
        campaign.state = "running"
        self._note(campaign, "campaign.resumed")

    async def cancel(self, campaign_id: int) -> None:
        """Ends it: what waits never goes out, what went out stays in its report."""
        campaign = await self._in_state(campaign_id, ("draft", "running", "paused"), "canceled")
        campaign.state = "canceled"
        await close(self.session, campaign, CANCELED)
        await take_out_of_line(self.session, campaign)
        self._note(campaign, "campaign.canceled")

    def _end(self, campaign: Campaign) -> datetime:
        if campaign.last_day is None:
            return self.now + timedelta(days=self.rules.days)
        return datetime.combine(campaign.last_day + timedelta(days=1), MIDNIGHT, self.zone)

    async def _in_state(
        self, campaign_id: int, states: tuple[State, ...], becomes: str
    ) -> Campaign:
        """The campaign, which is nobody else's to change until we commit."""
        found = await self.session.get(
            Campaign, campaign_id, with_for_update=True, populate_existing=True
        )
        campaign = _there(found, campaign_id)
        if campaign.state not in states:
            stands, way_out = IS[campaign.state]
            raise NotPossible(
                f"Campaign {campaign_id} {stands} and cannot be {becomes} now: {way_out}"
            )
        return campaign

    def _note(self, campaign: Campaign, action: str, **numbers: int) -> None:
        details = {"campaign": campaign.id, **numbers}
        entry = AuditEntry(at=self.now, actor=self.actor, action=action, details=details)
        self.session.add(entry)


def _there(campaign: Campaign | None, campaign_id: int) -> Campaign:
    if campaign is None:
        raise NotPossible(f"There is no campaign {campaign_id}; see `enlace campaign list`.")
    return campaign


def _write(campaign: Campaign, draft: Draft) -> None:
    campaign.name = draft.name
    campaign.texts = dict(draft.texts)
    campaign.template = draft.template
    campaign.topic = draft.topic
    campaign.audience = draft.audience.model_dump(mode="json", exclude_defaults=True)
    campaign.last_day = draft.last_day


def _writers(campaign: Campaign) -> Sequence[str]:
    return [campaign.created_by, *campaign.edited_by]


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
