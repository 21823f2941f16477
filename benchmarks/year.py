"""A year of reminders for 20,000 residents, by a clock that is moved: none missing, none twice.

    .venv/bin/python -m benchmarks.year [--residents 20000 --days 365 --seed 1]

People book, give up, stop and come back; staff move and cancel sessions, grant and renew licenses
and note who came; workers crash in the middle of what they do, run twice at once, and are down for
hours. What is found due, the lines, the queue, the gate and the delivery are the service's own, on
an embedded PostgreSQL; the phones only note what they get. At the end, what is on the phones is
held against what was done, by rules written anew here. Exits 1 with the first faults, if any.
"""

import asyncio
import random
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NoReturn

import typer
from sqlalchemy import text

from bot.store.embedded import EmbeddedPostgres
from bot.store.schema import upgrade
from bot.store.secrets import Vault
from tests.harness.reminders import VAULT, ZONE, Crash, Office
from tests.harness.service import open_folder

BEGIN = datetime(2026, 1, 5, 7, tzinfo=ZONE)
LOOK = timedelta(hours=1)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
WITHIN_A_LOOK = timedelta(minutes=61)
DELIVERIES_AT_ONCE = 8

PEOPLE = "INSERT INTO residents (id, language, created_at) VALUES (:id, 'en', :at)"
CONVERSATIONS = """INSERT INTO conversations (id, resident_id, channel, address_hash,
    address_encrypted, created_at) VALUES (:id, :id, 'sms', :hash, :address, :at)"""
ORGANIZATION = """INSERT INTO organizations (id, name, kind, zip_code, languages)
    VALUES ('sample', 'Sample House', 'cbo', '60623', '{en}')"""
SESSION = """INSERT INTO workshop_sessions (id, workshop, titles, organization_id, starts_at,
    ends_at, address, zip_code, capacity, language, childcare, notes) VALUES (:id,
    'computer_basics', '{"en": "Computer basics"}', 'sample', :at, :at + interval '2 hours',
    '100 Sample St', '60623', 50, 'en', true, '{}')"""
MOVE = """UPDATE workshop_sessions SET starts_at = :at, ends_at = :at + interval '2 hours'
    WHERE id = :id"""
CANCEL = "UPDATE workshop_sessions SET canceled_at = :now WHERE id = :id"
BOOK = """INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,
    created_at, updated_at) VALUES (:session, :person, :person, '', 'registered', :now, :now)"""
STATE = """UPDATE registrations SET state = :state, updated_at = :now
    WHERE session_id = :session AND resident_id = :person AND state = 'registered'"""
STOP = "UPDATE conversations SET opted_out_at = :at WHERE id = :person"
GRANT = """INSERT INTO licenses (provider, resident_id, conversation_id, organization, pool,
    email_hash, email_encrypted, state, requested_at, granted_at, ends_at, updated_at)
    VALUES ('coursera', :person, :person, '', '', :hash, '', 'granted', :now, :now, :ends_at, :now)
    RETURNING id"""
RENEW = "UPDATE licenses SET ends_at = :ends_at WHERE id = :id"
END = "UPDATE licenses SET state = 'expired', pool = NULL WHERE id = :id"
SAID = """SELECT r.resident_id, r.kind, r.occasion, r.dropped_because, m.status, m.reason,
        m.sent_at, m.expires_at
    FROM reminders r LEFT JOIN outbound_messages m ON m.id = r.outbound_id"""


@dataclass
class Span:
    """While something was so; `until` is None while it is."""

    since: datetime
    until: datetime | None = None

    def covers(self, begin: datetime, end: datetime) -> bool:
        """Whether it was so all that time."""
        return self.since <= begin and (self.until is None or end < self.until)


@dataclass
class Occasion:
    """Something to be reminded of, as the model knows it."""

    person: uuid.UUID
    name: str
    anchor: datetime
    holds: Span
    known_since: datetime


@dataclass
class Workshop:
    """A session and who has a seat."""

    id: str
    starts_at: datetime
    guests: dict[uuid.UUID, datetime] = field(default_factory=dict)
    """When each booked."""


@dataclass
class License:
    """A license that runs."""

    id: int
    person: uuid.UUID
    ends_at: datetime


class Year:
    """What is done, and what was done."""

    def __init__(self, office: Office, residents: int, dice: random.Random) -> None:
        self.office = office
        self.dice = dice
        self.people = [uuid.UUID(int=dice.getrandbits(128)) for _ in range(residents)]
        self.stops: dict[uuid.UUID, list[Span]] = defaultdict(list)
        self.workshops: dict[str, Workshop] = {}
        self.licenses: list[License] = []
        self.occasions: dict[str, list[Occasion]] = defaultdict(list)
        self.open: dict[tuple[str, uuid.UUID, str], Occasion] = {}
        self.downs: list[Span] = []
        self.deeds: Counter[str] = Counter()

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
            await self._do(self._deeds())
            if not self._is_down():
                await self._work()
            self.office.clock.time = self._next_look()

    def _next_look(self) -> datetime:
        """Each hour by day, once at night."""
        local = self.now.astimezone(ZONE)
        if local.hour >= 20:
            return (local + DAY).replace(hour=7, minute=0)
        return (self.now + LOOK).astimezone(ZONE)

    def _is_down(self) -> bool:
        if self.downs and self.downs[-1].until and self.now < self.downs[-1].until:
            return True
        if self.dice.random() < 0.004:
            hours = self.dice.randint(1, 9)
            self.downs.append(Span(self.now, self.now + hours * HOUR))
            self.deeds["outages"] += 1
            return True
        return False

    async def _work(self) -> None:
        if self.dice.random() < 0.02:
            self.deeds["crashes while writing"] += 1
            await _dies(self.office)
        if self.dice.random() < 0.05:
            self.deeds["two at once"] += 1
            await asyncio.gather(self.office.write(), self.office.write())
        while await self.office.write():
            pass
        if self.dice.random() < 0.2:
            self._let_a_send_crash()
        for _ in range(50):
            await self.office.let_out()
            if not await self.office.deliver_at_once(DELIVERIES_AT_ONCE):
                return

    def _let_a_send_crash(self) -> None:
        when = self.dice.choice(("before", "after"))

        def fails(moment: str) -> None:
            if moment == when:
                self.office.phones.fails = lambda _: None
                self.deeds[f"crashes {when} a send"] += 1
                raise Crash

        self.office.phones.fails = fails

    async def _do(self, deeds: Iterator[tuple[str, dict[str, object]]]) -> None:
        async with self.office.store.transaction() as session:
            for statement, values in deeds:
                done = await session.execute(text(statement), values)
                if statement == GRANT:
                    self._note_grant(int(done.scalar_one()), values)

    def _deeds(self) -> Iterator[tuple[str, dict[str, object]]]:
        """What happens within this hour."""
        scale = len(self.people) / 20_000
        yield from self._attendance()
        yield from self._lapses()
        if self.now.astimezone(ZONE).hour == 7:
            yield from self._new_sessions(max(1, round(8 * scale)))
        for _ in range(self._some(6 * scale)):
            yield from self._booking()
        for _ in range(self._some(0.5 * scale)):
            yield from self._giving_up()
        for _ in range(self._some(0.5 * scale)):
            yield from self._stopping()
        for _ in range(self._some(0.1 * scale)):
            yield from self._moving()
        for _ in range(self._some(0.02 * scale)):
            yield from self._canceling()
        for _ in range(self._some(1.5 * scale)):
            yield from self._granting()
        for _ in range(self._some(0.6 * scale)):
            yield from self._renewing()

    def _some(self, mean: float) -> int:
        whole = int(mean)
        return whole + (self.dice.random() < mean - whole)

    def _begin(
        self, kind: str, person: uuid.UUID, key: str, anchor: datetime, known: datetime
    ) -> None:
        name = f"{key}@{anchor.timestamp():.6f}" if key[0] != "m" else key[1:]
        self.occasions[kind].append(Occasion(person, name, anchor, Span(self.now), known))
        self.open[kind, person, key] = self.occasions[kind][-1]

    def _end(self, kind: str, person: uuid.UUID, key: str) -> None:
        if occasion := self.open.pop((kind, person, key), None):
            occasion.holds.until = self.now

    def _new_sessions(self, count: int) -> Iterator[tuple[str, dict[str, object]]]:
        for _ in range(count):
            day = (self.now + self.dice.randint(3, 20) * DAY).astimezone(ZONE)
            at = day.replace(hour=self.dice.randint(8, 19), minute=self.dice.choice((0, 30)))
            self.deeds["sessions"] += 1
            one = Workshop(f"s{self.deeds['sessions']}", at.astimezone(UTC))
            self.workshops[one.id] = one
            yield SESSION, {"id": one.id, "at": one.starts_at}

    def _to_come(self, is_booked: bool) -> Workshop | None:
        found = [
            each
            for each in self.workshops.values()
            if each.starts_at > self.now and (each.guests or not is_booked)
        ]
        return self.dice.choice(found) if found else None

    def _booking(self) -> Iterator[tuple[str, dict[str, object]]]:
        one, person = self._to_come(False), self.dice.choice(self.people)
        if one and person not in one.guests and len(one.guests) < 50:
            one.guests[person] = self.now
            self._begin("session_start", person, one.id, one.starts_at, self.now)
            self.deeds["bookings"] += 1
            yield BOOK, {"session": one.id, "person": person, "now": self.now}

    def _giving_up(self) -> Iterator[tuple[str, dict[str, object]]]:
        if one := self._to_come(True):
            person = self.dice.choice(list(one.guests))
            yield from self._leave(one, person, "canceled")
            self.deeds["given up"] += 1

    def _leave(
        self, one: Workshop, person: uuid.UUID, state: str
    ) -> Iterator[tuple[str, dict[str, object]]]:
        del one.guests[person]
        self._end("session_start", person, one.id)
        yield STATE, {"session": one.id, "person": person, "state": state, "now": self.now}

    def _moving(self) -> Iterator[tuple[str, dict[str, object]]]:
        if one := self._to_come(True):
            at = one.starts_at + self.dice.choice((-30, -3, -1, 2, 24, 72)) * HOUR
            if at > self.now:
                one.starts_at = at
                for person, booked_at in one.guests.items():
                    self._end("session_start", person, one.id)
                    self._begin("session_start", person, one.id, at, booked_at)
                self.deeds["moved sessions"] += 1
                yield MOVE, {"id": one.id, "at": at}

    def _canceling(self) -> Iterator[tuple[str, dict[str, object]]]:
        if one := self._to_come(True):
            for person in list(one.guests):
                yield from self._leave(one, person, "canceled")
            del self.workshops[one.id]
            self.deeds["canceled sessions"] += 1
            yield CANCEL, {"id": one.id, "now": self.now}

    def _attendance(self) -> Iterator[tuple[str, dict[str, object]]]:
        over = [one for one in self.workshops.values() if one.starts_at + 3 * HOUR <= self.now]
        for one in over:
            for person in list(one.guests):
                state = "missed" if self.dice.random() < 0.2 else "attended"
                yield from self._leave(one, person, state)
                if state == "missed":
                    self._begin("session_missed", person, f"m{one.id}", self.now, self.now)
            del self.workshops[one.id]

    def _stopping(self) -> Iterator[tuple[str, dict[str, object]]]:
        person = self.dice.choice(self.people)
        stopped = self.stops[person]
        if stopped and stopped[-1].until is None:
            stopped[-1].until = self.now
            self.deeds["came back"] += 1
            yield STOP, {"person": person, "at": None}
        else:
            stopped.append(Span(self.now))
            self.deeds["stopped"] += 1
            yield STOP, {"person": person, "at": self.now}

    def _granting(self) -> Iterator[tuple[str, dict[str, object]]]:
        person = self.dice.choice(self.people)
        if all(each.person != person for each in self.licenses):
            ends_at = self.now + 120 * DAY
            self.deeds["licenses"] += 1
            hash_ = uuid.UUID(int=self.dice.getrandbits(128)).bytes
            yield GRANT, {"person": person, "now": self.now, "ends_at": ends_at, "hash": hash_}

    def _note_grant(self, number: int, values: dict[str, object]) -> None:
        person, ends_at = values["person"], values["ends_at"]
        assert isinstance(person, uuid.UUID)
        assert isinstance(ends_at, datetime)
        self.licenses.append(License(number, person, ends_at))
        self._begin("license_granted", person, str(number), self.now, self.now)
        self._begin("license_end", person, str(number), ends_at, self.now)

    def _renewing(self) -> Iterator[tuple[str, dict[str, object]]]:
        soon = [each for each in self.licenses if each.ends_at - 30 * DAY < self.now]
        if soon:
            one = self.dice.choice(soon)
            one.ends_at += 120 * DAY
            self._end("license_end", one.person, str(one.id))
            self._begin("license_end", one.person, str(one.id), one.ends_at, self.now)
            self.deeds["renewals"] += 1
            yield RENEW, {"id": one.id, "ends_at": one.ends_at}

    def _lapses(self) -> Iterator[tuple[str, dict[str, object]]]:
        for one in [each for each in self.licenses if each.ends_at <= self.now]:
            self.licenses.remove(one)
            self._end("license_end", one.person, str(one.id))
            self._end("license_granted", one.person, str(one.id))
            yield END, {"id": one.id}


async def _dies(office: Office) -> None:
    """A worker writes what is due, and crashes before it commits."""
    with suppress(Crash):
        async with office.store.transaction() as session:
            await office.reminding.remind(session, office.clock.now())
            _crash()


def _crash() -> NoReturn:
    raise Crash


class Audit:
    """Holds what is on the phones against what was done."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.faults: list[str] = []
        self.outcomes: Counter[str] = Counter()

    async def hold(self) -> None:
        """Finds every fault."""
        async with self.year.office.store.transaction() as session:
            rows = (await session.execute(text(SAID))).all()
        said = {(row.resident_id, row.kind, row.occasion): row for row in rows}
        self._phones()
        known = self._by_key()
        for (person, kind, name), spans in known.items():
            rule = self.year.office.rules.kinds[kind]
            due_at = rule.when.of(spans[0].anchor, ZONE)
            ends_at = rule.until.of(spans[0].anchor, ZONE)
            if ends_at < self.year.now - DAY:
                self._one(kind, spans, due_at, ends_at, said.get((person, kind, name)))
        for key in said.keys() - known.keys():
            self._fault("of nothing that was done", *key)

    def _by_key(self) -> dict[tuple[uuid.UUID, str, str], list[Occasion]]:
        """What was moved away and back, or booked again, is one occasion with several spans."""
        known: dict[tuple[uuid.UUID, str, str], list[Occasion]] = defaultdict(list)
        for kind, rule in self.year.office.rules.kinds.items():
            for each in self.year.occasions[rule.follows]:
                known[each.person, kind, each.name].append(each)
        return known

    def _phones(self) -> None:
        for person, got in self.year.office.phones.got.items():
            times = [each.at for each in got]
            if len({each.outbound_id for each in got}) < len(got):
                self._fault("twice", person)
            if not all(8 <= at.astimezone(ZONE).hour < 20 for at in times):
                self._fault("by night", person)
            if any(b - a < 2 * HOUR for a, b in pairwise(times)):
                self._fault("two within two hours", person)
            if any(b - a < WEEK for a, b in zip(times, times[5:], strict=False)):
                self._fault("more than five a week", person)
            for at in times:
                if any(stop.covers(at, at) for stop in self.year.stops[person]):
                    self._fault("to somebody who stopped", person, at)

    def _one(
        self,
        kind: str,
        spans: list[Occasion],
        due_at: datetime,
        ends_at: datetime,
        row: object,
    ) -> None:
        outcome, sent_at = _outcome(row)
        self.outcomes[outcome] += 1
        if sent_at and not due_at <= sent_at < ends_at:
            self._fault("out of its time", kind, spans, sent_at)
        if sent_at and not any(each.holds.covers(sent_at, sent_at) for each in spans):
            self._fault("of what held no more", kind, spans, sent_at)
        if sent_at:
            return
        for one in spans:
            is_told = one.known_since > due_at and outcome == "just_told"
            holds = one.holds.covers(due_at, ends_at + WITHIN_A_LOOK)
            if holds and not is_told and not self._is_true(outcome, one.person, due_at, ends_at):
                self._fault("missing", kind, one, outcome, due_at, ends_at)

    def _is_true(self, why: str, person: uuid.UUID, due_at: datetime, ends_at: datetime) -> bool:
        """Whether a reason for not sending was one."""
        year = self.year
        times = [each.at for each in year.office.phones.got[person]]
        match why:
            case "opted_out":
                return any(
                    stop.since <= ends_at + WITHIN_A_LOOK
                    and (stop.until is None or stop.until >= due_at)
                    for stop in year.stops[person]
                )
            case "too_soon":
                return any(due_at - 2 * HOUR < at < ends_at + WITHIN_A_LOOK for at in times)
            case "weekly_cap":
                return len([at for at in times if ends_at - 2 * WEEK < at <= ends_at]) >= 5
            case "quiet_hours" | "late" | "expired":
                looks = [due_at + n * timedelta(minutes=30) for n in range(1_000)]
                looks = [at for at in looks if at < ends_at]
                decent = [at for at in looks if 8 <= at.astimezone(ZONE).hour < 20]
                down = [each for each in year.downs for at in decent if each.covers(at, at)]
                return not decent or bool(down) or len(decent) <= 2
        return False

    def _fault(self, *what: object) -> None:
        self.faults.append(" ".join(map(str, what)))


def _outcome(row: object) -> tuple[str, datetime | None]:
    if row is None:
        return "nothing", None
    sent_at: datetime | None = row.sent_at  # type: ignore[attr-defined]
    if sent_at:
        return "sent", sent_at
    why = row.dropped_because or row.reason or row.status  # type: ignore[attr-defined]
    return str(why), None


def main(residents: int = 20_000, days: int = 365, seed: int | None = None) -> None:
    """Play the year and hold it to account."""
    seed = random.randrange(10**6) if seed is None else seed
    print(f"seed {seed}", flush=True)
    postgres = EmbeddedPostgres(open_folder("year"))
    try:
        upgrade(postgres.url, Vault("a secret key of this benchmark alone, long enough"))
        faults = asyncio.run(_play(postgres.url, residents, days, random.Random(seed)))
    finally:
        postgres.stop()
    sys.exit(bool(faults))


async def _play(url: str, residents: int, days: int, dice: random.Random) -> list[str]:
    office = Office(url, BEGIN)
    year = Year(office, residents, dice)
    await year.prepare()
    begun = time.monotonic()
    await year.run(days)
    audit = Audit(year)
    await audit.hold()
    got = sum(map(len, office.phones.got.values()))
    print(f"{days} days of {residents} residents in {time.monotonic() - begun:.0f} s")
    print(f"done: {dict(year.deeds)}")
    print(f"{got} messages on phones; of each that was due: {dict(audit.outcomes)}")
    print(f"{len(audit.faults)} faults")
    for fault in audit.faults[:20]:
        print(f"  {fault}")
    await office.close()
    return audit.faults


if __name__ == "__main__":
    typer.run(main)
