"""Residents who are written to unasked, by a clock that is moved: all but the provider real.

Everything lies in a database of its own: what is found due, the lines, the queue, the gate and the
delivery are the service's; the phones are `Phones`.
"""

import asyncio
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text

from bot.channels.twilio.medium import Sms
from bot.conversation.campaign_reach import CampaignReach
from bot.conversation.campaign_texts import CampaignTexts
from bot.conversation.campaigning import Campaigning
from bot.conversation.catalog import Catalog
from bot.conversation.channel import Outgoing
from bot.conversation.decent_hours import DecentHours
from bot.conversation.delivery import Delivery
from bot.conversation.gate import Gate
from bot.conversation.hand_over import HandOver, Outcomes
from bot.conversation.lines import Line, Taken
from bot.conversation.rate import Rate
from bot.conversation.reminding import Reminding
from bot.conversation.restraint import Restraint
from bot.providers import Providers
from bot.services import campaigns, reminders
from bot.services.content import Content, load
from bot.store.database import Database
from bot.store.jobs import Jobs, job_app
from bot.store.models import Conversation, OutboundMessage, Resident
from bot.store.secrets import Vault

ZONE = ZoneInfo("America/Chicago")
VAULT_KEY = "a secret key of these tests alone, long enough"
VAULT = Vault(VAULT_KEY)
CONTENT = load(Path(__file__).parents[2] / "content" / "demo")
TAKE = text(
    "SELECT id, args FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'delivery' "
    "ORDER BY id"
)
MOST = 100
"""Messages that leave the line at once."""
DONE = text("DELETE FROM procrastinate_jobs WHERE id = ANY(:ids)")


def where_it_is_noon() -> str:
    """A zone where people may be written to for hours from now."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


class Crash(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Got:
    """A message on somebody's phone."""

    at: datetime
    outbound_id: int
    text: str


@dataclass
class Phones(Sms):
    """The phones of all residents, as a channel."""

    clock: "MovedClock"
    crashing: str | None = None
    """When the next send ends its process: `before` the provider took the message, or `after`."""
    crashes: Counter[str] = field(default_factory=Counter)
    """How often one did, by that."""
    got: dict[uuid.UUID, list[Got]] = field(default_factory=lambda: defaultdict(list))
    can_look_up: bool = True

    async def send(self, message: Outgoing) -> str:
        """Takes a message."""
        self._crash_at("before")
        got = Got(self.clock.now(), message.id, message.text)
        self.got[message.conversation_id].append(got)
        self._crash_at("after")
        return f"sent-{message.id}"

    def _crash_at(self, moment: str) -> None:
        if self.crashing == moment:
            self.crashing = None
            self.crashes[moment] += 1
            raise Crash

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        """Whether it was taken."""
        del known_ids
        taken = self.got[message.conversation_id]
        return next((f"sent-{m.outbound_id}" for m in taken if m.outbound_id == message.id), None)


class MovedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        """The time."""
        return self.time.astimezone(UTC)


class Office:
    """A service as far as reminders and campaigns go."""

    def __init__(
        self, url: str, now: datetime, content: Content = CONTENT, vault: Vault = VAULT
    ) -> None:
        self._vault = vault
        self.store = Database(url)
        self.clock = MovedClock(now)
        self.phones = Phones(self.clock)
        self.rules = content.reminders
        channels = {"sms": self.phones}
        catalog = Catalog(content.texts(), ZONE, vault)
        hours = DecentHours(ZONE, self.rules.hours.begin, self.rules.hours.end)
        self.reminding = Reminding(content, catalog, channels, hours, ZONE)
        self.jobs = Jobs(job_app(url))
        self.campaign_texts = CampaignTexts(content, catalog, channels)
        self.campaign_reach = CampaignReach(self.campaign_texts, channels, {}, {}, "en")
        self.campaigning = Campaigning(
            self.campaign_texts, channels, {}, hours, self.campaign_reach
        )
        restraint = Restraint(self.rules.gap, self.rules.per_week)
        still_due = self.reminding.no_longer_due
        gate = Gate(hours, {}, restraint, still_due, campaigns.withheld, reminders.let_go)
        rate = Rate(self.store, {})
        self.delivery = Delivery(self.store, channels, vault, self.clock, gate, rate)
        self.line = Line("sms", gate, vault)
        self.hand_over = HandOver(
            self.line, self.phones, self.store, self.jobs, self.clock, self.delivery
        )
        self.providers = Providers(time.monotonic)

    async def close(self) -> None:
        """Gives the connections back."""
        await self.store.close()

    async def person(
        self,
        language: str = "en",
        stopped: datetime | None = None,
        number: str = "+13125550100",
        *,
        was_told: bool = True,
    ) -> Conversation:
        """Somebody with a phone, who wrote to us just now."""
        resident = Resident(id=uuid.uuid4(), language=language, created_at=self.clock.now())
        conversation = Conversation(
            id=uuid.uuid4(),
            resident_id=resident.id,
            channel="sms",
            address_hash=uuid.uuid4().bytes,
            address_encrypted=self._vault.encrypt(number),
            opted_out_at=stopped,
            terms_told_at=self.clock.now() if was_told else None,
            created_at=self.clock.now(),
        )
        async with self.store.transaction() as session:
            session.add(resident)
            await session.flush()
            session.add(conversation)
        return conversation

    async def work(self) -> None:
        """Writes what is due, and lets it out; what a worker does every few seconds."""
        while await self.write():
            pass
        await self.send_campaigns()
        await self.let_out()
        await self.deliver()

    async def write(self) -> bool:
        """One pass of the chore."""
        async with self.store.transaction() as session:
            return await self.reminding.remind(session, self.clock.now())

    async def send_campaigns(self) -> None:
        """One pass of the chore that writes campaigns."""
        async with self.store.transaction() as session:
            await self.campaigning.send_on(session, self.clock.now())

    async def let_out(self, at_once: int = 1) -> int:
        """Hands over whatever has its turn, so many at once; how many there were.

        Whoever crashes notes nothing, as a worker that dies.
        """
        count = 0
        while True:
            async with self.store.transaction() as session:
                share = await self.line.take(session, self.clock.now(), MOST, MOST)
            if not share.has_waiting:
                return count
            await self._hand_over(share.taken, at_once)
            count += len(share.taken)

    async def _hand_over(self, taken: Sequence[Taken], at_once: int) -> None:
        outcomes = Outcomes()

        async def work(some: Sequence[Taken]) -> None:
            for each in some:
                outcomes.take_in(await self.hand_over.send(each, self.providers))

        ends = await asyncio.gather(
            *(work(taken[start::at_once]) for start in range(at_once)), return_exceptions=True
        )
        for crash in filter(None, ends):
            raise crash
        await self.hand_over.note(outcomes)

    async def deliver(self, at_once: int = 1) -> int:
        """Does the deliveries in the queue; one that crashes stays in it.

        What a dead worker handed over, nobody knows how far, is among them.
        """
        await self.hand_over.take_over()
        async with self.store.transaction() as session:
            jobs = (await session.execute(TAKE)).all()
        done: list[int] = []

        async def work(jobs_of_one: Sequence[Row[int, dict[str, Any]]]) -> None:
            for number, args in jobs_of_one:
                for outbound_id in args["outbound_ids"]:
                    await self.delivery.deliver(outbound_id)
                done.append(number)

        ends = await asyncio.gather(
            *(work(jobs[start::at_once]) for start in range(at_once)), return_exceptions=True
        )
        async with self.store.transaction() as session:
            await session.execute(DONE, {"ids": done})
        for crash in filter(None, ends):
            raise crash
        return len(jobs)

    def texts(self, person: Conversation) -> list[str]:
        """What is on somebody's phone."""
        return [got.text for got in self.phones.got[person.id]]

    async def outbound(self, ids: Sequence[int]) -> list[OutboundMessage]:
        """Messages as they are stored."""
        async with self.store.transaction() as session:
            found = [await session.get(OutboundMessage, each) for each in ids]
        return [each for each in found if each]
