"""The service through the year: workers that write, deliver, crash and are down."""

import asyncio
import random
import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import text

from benchmarks.year.deeds import DAY, GRANT, HOUR, Deeds
from benchmarks.year.record import Record, Span
from tests.harness.reminders import MOST, VAULT, ZONE, Crash, Office

BEGIN = datetime(2026, 1, 5, 7, tzinfo=ZONE)
LOOK = timedelta(hours=1)
SENT_AT_ONCE = 8

PEOPLE = "INSERT INTO residents (id, language, created_at) VALUES (:id, 'en', :at)"
CONVERSATIONS = """INSERT INTO conversations (id, resident_id, channel, address_hash,
    address_encrypted, created_at) VALUES (:id, :id, 'sms', :hash, :address, :at)"""
ORGANIZATION = """INSERT INTO organizations (id, name, kind, zip_code, languages)
    VALUES ('sample', 'Sample House', 'cbo', '60623', '{en}')"""


class Year:
    """An office, and what happens in it."""

    def __init__(self, office: Office, residents: int, dice: random.Random) -> None:
        self.office = office
        self.dice = dice
        self.record = Record()
        self.people = [uuid.UUID(int=dice.getrandbits(128)) for _ in range(residents)]
        self.deeds = Deeds(self.people, office.clock, self.record, dice)

    @property
    def now(self) -> datetime:
        """The time."""
        return self.office.clock.now()

    async def prepare(self) -> None:
        """Everybody, and an organization."""
        long_ago = self.now - 60 * DAY  # no survey is due
        address = VAULT.encrypt("+13125550100")
        rows = [
            {"id": each, "at": long_ago, "hash": each.bytes, "address": address}
            for each in self.people
        ]
        async with self.office.store.transaction() as session:
            await session.execute(text(ORGANIZATION))
            for statement in (PEOPLE, CONVERSATIONS):
                names = [name for name in rows[0] if f":{name}" in statement]
                await session.execute(
                    text(statement), [{name: row[name] for name in names} for row in rows]
                )

    async def run(self, days: int) -> None:
        """So many days."""
        end = BEGIN + days * DAY
        while self.now < end:
            await self._do()
            if not self._is_down() and await self._work():
                self.record.looks.append(self.now)
            self.office.clock.time = self._next_look()

    def _next_look(self) -> datetime:
        """Each hour by day, once at night."""
        local = self.now.astimezone(ZONE)
        if local.hour >= 20:
            return (local + DAY).replace(hour=7, minute=0)
        return (self.now + LOOK).astimezone(ZONE)

    def _is_down(self) -> bool:
        if self.record.downs and self.record.downs[-1].covers(self.now, self.now):
            return True
        if self.dice.random() < 0.004:
            self._go_down("outages")
            return True
        return False

    def _go_down(self, why: str) -> None:
        hours = self.dice.randint(1, 9)
        self.record.downs.append(Span(self.now, self.now + hours * HOUR))
        self.record.counts[why] += 1

    async def _work(self) -> bool:
        """What workers do; whether they got to the end of it."""
        if self.dice.random() < 0.02:
            self.record.counts["crashes while writing"] += 1
            await self._die_while_writing()
        if self.dice.random() < 0.05:
            self.record.counts["two at once"] += 1
            await asyncio.gather(self.office.write(), self.office.write())
        while await self.office.write():
            pass
        if self.dice.random() < 0.01:
            await self._die_before_sending()
            self._go_down("outages with messages in hand")
            return False
        if self.dice.random() < 0.2:
            self.office.phones.crashing = self.dice.choice(("before", "after"))
        while await self._send():
            pass
        return True

    async def _send(self) -> int:
        """How many messages there were; after a crash there may be more."""
        try:
            sent = await self.office.let_out(SENT_AT_ONCE)
            return sent + await self.office.deliver(SENT_AT_ONCE)
        except Crash:
            return 1

    async def _die_before_sending(self) -> None:
        """A worker takes what is next in line, and dies before it sends any of it."""
        async with self.office.store.transaction() as session:
            await self.office.line.take(session, self.now, MOST, MOST)

    async def _die_while_writing(self) -> None:
        """A worker writes what is due, and crashes before it commits."""
        with suppress(Crash):
            async with self.office.store.transaction() as session:
                await self.office.reminding.remind(session, self.now)
                raise Crash

    async def _do(self) -> None:
        async with self.office.store.transaction() as session:
            for statement, values in self.deeds.of_this_hour():
                done = await session.execute(text(statement), values)
                if statement == GRANT:
                    self.deeds.note_grant(int(done.scalar_one()), values)
