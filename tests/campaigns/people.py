"""Staff who write campaigns, and whom they are for; each test has an organization of its own."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import campaigns
from bot.services.campaigns import Audience, Desk, Draft, Outcome
from bot.services.content import Campaigns
from bot.store.models import Conversation, Resident
from tests.harness.reminders import ZONE, Office
from tests.services.workshops.people import organization

TEXTS = {
    "en": "There are free computer classes near you. Shall I show you?",
    "es": "Hay clases gratis de computación cerca de usted. ¿Se las muestro?",
}
RULES = Campaigns(approval_above=2)


@dataclass
class Staff:
    """People of one organization, and who writes to them."""

    office: Office
    organization: str = ""
    people: list[Conversation] = field(default_factory=list)

    async def prepare(self, count: int) -> None:
        """So many residents."""
        self.organization = await organization(self.office.store)
        for _ in range(count):
            await self.person()

    async def person(self, **of_person: object) -> Conversation:
        """One more."""
        person = await self.office.person(**of_person)  # type: ignore[arg-type]
        async with self.office.store.transaction() as session:
            resident = await session.get_one(Resident, person.resident_id)
            resident.organization_id = self.organization
        self.people.append(person)
        return person

    async def create(self, by: str = "Ana", last_day: date | None = None) -> int:
        """Writes a campaign to all of them."""
        whom = Audience(organization=self.organization)
        draft = Draft("Classes", TEXTS, whom, "find_workshops", last_day=last_day)
        async with self.office.store.transaction() as session:
            assert await self.office.campaign_texts.faults(session, draft) == []
            return (await self._desk(session, by).create(draft)).id

    async def approve(self, number: int, by: str = "Rosa") -> None:
        async with self.office.store.transaction() as session:
            await self._desk(session, by).approve(number)

    async def start(self, number: int, by: str = "Ana") -> int:
        async with self.office.store.transaction() as session:
            reach = self.office.campaign_reach
            return await self._desk(session, by).start(number, reach.of)

    async def edit(self, number: int, name: str, by: str = "Ana") -> bool:
        """Gives it another name; whether that took back an approval."""
        async with self.office.store.transaction() as session:
            desk = self._desk(session, by)
            return await desk.edit(number, replace(await desk.draft(number), name=name))

    async def cancel(self, number: int) -> None:
        async with self.office.store.transaction() as session:
            await self._desk(session, "Ana").cancel(number)

    async def pause(self, number: int) -> None:
        async with self.office.store.transaction() as session:
            await self._desk(session, "Ana").pause(number)

    async def resume(self, number: int) -> None:
        async with self.office.store.transaction() as session:
            await self._desk(session, "Ana").resume(number)

    async def report(self, number: int) -> Outcome:
        async with self.office.store.transaction() as session:
            campaign = await campaigns.find(session, number)
            return (await campaigns.report(session, campaign)).all

    async def state(self, number: int) -> str:
        async with self.office.store.transaction() as session:
            return (await campaigns.find(session, number)).state

    async def at(self, when: datetime) -> None:
        """What workers do then."""
        self.office.clock.time = when
        await self.office.work()

    async def forget(self) -> None:
        """Ends what is left, so that it goes to nobody in other tests."""
        async with self.office.store.transaction() as session:
            await session.execute(text("DELETE FROM campaigns"))
            await session.execute(text("DELETE FROM procrastinate_jobs"))

    def _desk(self, session: AsyncSession, by: str) -> Desk:
        return Desk(session, RULES, by, self.office.clock.now(), ZONE)
