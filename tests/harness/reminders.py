"""Residents who are written to unasked, by a clock that is moved: all but the provider real.

Everything lies in a database of its own: what is found due, the lines, the queue, the gate and the
delivery are the service's; the phones are `Phones`.
"""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text

from bot.channels.twilio.medium import Sms
from bot.conversation.allowance import Allowance
from bot.conversation.campaign_reach import CampaignReach
from bot.conversation.campaign_texts import CampaignTexts
from bot.conversation.campaigning import Campaigning
from bot.conversation.catalog import Catalog
from bot.conversation.channel import Outgoing
from bot.conversation.decent_hours import DecentHours
from bot.conversation.delivery import Delivery
from bot.conversation.gate import Gate, Restraint
from bot.conversation.lines import Lines
from bot.conversation.rate import Rate
from bot.conversation.reminding import Reminding
from bot.services import campaigns
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
    "ORDER BY priority DESC, id LIMIT :most"
)
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
    """The phones of all residents, as a channel; `fails` may end a send before or after it."""

    clock: "MovedClock"
    fails: Callable[[str], None] = lambda when: None
    got: dict[uuid.UUID, list[Got]] = field(default_factory=lambda: defaultdict(list))
    can_look_up: bool = True

    async def send(self, message: Outgoing) -> str:
        """Takes a message."""
        self.fails("before")
        got = Got(self.clock.now(), message.id, message.text)
        self.got[message.conversation_id].append(got)
        self.fails("after")
        return f"sent-{message.id}"

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
        self.lines = Lines(self.jobs, channels, {"sms": Allowance()})
        restraint = Restraint(self.rules.gap, self.rules.per_week)
        gate = Gate(hours, {}, restraint, self.reminding.is_still_due, campaigns.withheld)
        rate = Rate(self.store, {})
        self.delivery = Delivery(self.store, channels, vault, self.clock, gate, rate)

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

    async def let_out(self) -> None:
        """One pass of the other."""
        async with self.store.transaction() as session:
            await self.lines.let_out(session, self.clock.now())

    async def deliver(self, most: int = 10_000) -> int:
        """Does the deliveries in the queue; one that crashes stays in it."""
        async with self.store.transaction() as session:
            jobs = (await session.execute(TAKE, {"most": most})).all()
        for number, args in jobs:
            for outbound_id in args["outbound_ids"]:
                await self.delivery.deliver(outbound_id)
            async with self.store.transaction() as session:
                await session.execute(DONE, {"ids": [number]})
        return len(jobs)

    async def deliver_at_once(self, workers: int, most: int = 1_000) -> int:
        """The same with so many at once, as workers do; how many deliveries there were."""
        async with self.store.transaction() as session:
            jobs = (await session.execute(TAKE, {"most": most})).all()
        done: list[int] = []

        async def work(jobs_of_one: Sequence[Row[int, dict[str, Any]]]) -> None:
            for number, args in jobs_of_one:
                for outbound_id in args["outbound_ids"]:
                    await self.delivery.deliver(outbound_id)
                done.append(number)

        shares = [jobs[start::workers] for start in range(workers)]
        await asyncio.gather(*map(work, shares), return_exceptions=True)
        async with self.store.transaction() as session:
            await session.execute(DONE, {"ids": done})
        return len(jobs)

    def texts(self, person: Conversation) -> list[str]:
        """What is on somebody's phone."""
        return [got.text for got in self.phones.got[person.id]]

    async def outbound(self, ids: Sequence[int]) -> list[OutboundMessage]:
        """Messages as they are stored."""
        async with self.store.transaction() as session:
            found = [await session.get(OutboundMessage, each) for each in ids]
        return [each for each in found if each]
