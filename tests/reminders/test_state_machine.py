"""Whatever people, staff, crashes and time do, in any order: everybody gets what is due, once.

The model knows only what was done to it; it is held against what is on the phones.
"""

import asyncio
import itertools
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from bot.services import consent, workshops
from bot.services.workshops import THEMSELVES, Registered, Request, SessionRecord
from bot.store.models import Conversation, OutboundMessage, Reminder
from tests.harness.reminders import ZONE, Crash, Office
from tests.harness.state_machine import run_in_any_order
from tests.reminders.people import MONDAY
from tests.services.workshops.people import organization, record

PEOPLE, SESSIONS = 3, 3
STEP = timedelta(minutes=30)
"""How far apart the workers look; every rule of the content pack ends and begins on the hour."""
WINDOWS = {
    "workshop_a_day_before": (timedelta(days=1), timedelta(hours=4)),
    "workshop_two_hours_before": (timedelta(hours=2), timedelta(minutes=30)),
}
people, sessions = st.integers(0, PEOPLE - 1), st.integers(0, SESSIONS - 1)


@dataclass
class Seat:
    """A booking as the model knows it."""

    person: int
    where: int
    number: int
    booked_at: datetime


@dataclass
class Owed:
    """A reminder of one person, for one start of one session, and what stood in its way."""

    due_at: datetime
    ends_at: datetime
    chances: int = 0
    """Looks in its time at which nothing stood in its way."""
    reasons: set[str] = field(default_factory=set)


class Year(RuleBasedStateMachine):
    """A few days of a few people."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._office = Office(url, MONDAY)
        self._do = self._runner.run
        self._seats: list[Seat] = []
        self._stopped: set[int] = set()
        self._owed: dict[tuple[int, str, int, datetime], Owed] = {}
        self._do(self._prepare())

    async def _prepare(self) -> None:
        of = await organization(self._office.store)
        self._people = [await self._office.person() for _ in range(PEOPLE)]
        self._records = [self._record(of, days) for days in (1.25, 2.0, 3.5)]
        for each in self._records:
            await self._put(each)

    def _record(self, of: str, days: float) -> SessionRecord:
        return self._at(record(of, 5), MONDAY + timedelta(days=days))

    def _at(self, one: SessionRecord, starts_at: datetime) -> SessionRecord:
        return replace(one, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))

    async def _put(self, one: SessionRecord) -> None:
        async with self._office.store.transaction() as session:
            await workshops.put_session(session, one, self._now, ZONE)

    @property
    def _now(self) -> datetime:
        return self._office.clock.now()

    def teardown(self) -> None:
        self._do(self._office.close())
        self._runner.close()

    @rule(person=people, where=sessions)
    def book(self, person: int, where: int) -> None:
        self._do(self._book(person, where))

    async def _book(self, person: int, where: int) -> None:
        who = self._people[person]
        wish = Request(self._records[where].id, who.resident_id, who.id, uuid.uuid4(), THEMSELVES)
        async with self._office.store.transaction() as session:
            outcome = await workshops.book(session, wish, self._now)
        if isinstance(outcome, Registered):
            number = outcome.booking.registration.id
            self._seats.append(Seat(person, where, number, self._now))

    @rule(pick=st.integers(0, 100))
    def give_up(self, pick: int) -> None:
        if self._seats:
            seat = self._seats.pop(pick % len(self._seats))
            self._do(self._give_up(seat))

    async def _give_up(self, seat: Seat) -> None:
        who = self._people[seat.person].resident_id
        async with self._office.store.transaction() as session:
            await workshops.give_up(session, seat.number, who, self._now, ZONE)

    @rule(where=sessions, hours=st.sampled_from([-26, -3, -1, 1, 5, 30]))
    def move(self, where: int, hours: int) -> None:
        before = self._records[where]
        starts_at = before.starts_at + timedelta(hours=hours)
        if min(before.starts_at, starts_at) > self._now:
            self._records[where] = self._at(before, starts_at)
            self._do(self._put(self._records[where]))

    @rule(person=people)
    def stop_or_start(self, person: int) -> None:
        self._do(self._stop_or_start(person))
        self._stopped ^= {person}

    async def _stop_or_start(self, person: int) -> None:
        change = consent.opt_in if person in self._stopped else consent.opt_out
        async with self._office.store.transaction() as session:
            await change(session, self._people[person].id, "stop", self._now)

    @rule(when=st.sampled_from(["before", "after"]))
    def the_worker_dies(self, when: str) -> None:
        """At its next send, before or after the provider took the message."""
        self._office.phones.crashing = when

    @rule(looks=st.integers(1, 24))
    def time_passes(self, looks: int) -> None:
        for _ in range(looks):
            self._do(self._look())

    async def _look(self) -> None:
        before = {person.id: len(self._office.phones.got[person.id]) for person in self._people}
        stood = {number: self._in_the_way(number) for number in range(PEOPLE)}
        await self._survive(self._office.work)
        await self._survive(self._office.deliver)
        for key, owed in self._due():
            person = self._people[key[0]]
            if len(self._office.phones.got[person.id]) > before[person.id]:
                stood[key[0]] = "too_soon"  # it may have been another one's turn
            reason = stood[key[0]]
            owed.chances += reason is None
            owed.reasons |= {reason} if reason else set()
        self._office.clock.time += STEP

    async def _survive(self, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except Crash:
            await self._office.deliver()

    def _in_the_way(self, person: int) -> str | None:
        """What keeps this person from being written to now."""
        if person in self._stopped:
            return "opted_out"
        if not 8 <= self._now.astimezone(ZONE).hour < 20:
            return "quiet_hours"
        times = [got.at for got in self._office.phones.got[self._people[person].id]]
        if times and self._now - times[-1] < timedelta(hours=2):
            return "too_soon"
        week = [each for each in times if self._now - each < timedelta(days=7)]
        return "weekly_cap" if len(week) >= self._office.rules.per_week else None

    def _due(self) -> list[tuple[tuple[int, str, int, datetime], Owed]]:
        """What is in its time now, by the model."""
        found = []
        for seat in self._seats:
            starts_at = self._records[seat.where].starts_at
            for kind, (from_, until) in WINDOWS.items():
                due_at, ends_at = starts_at - from_, starts_at - until
                if seat.booked_at <= due_at <= self._now < ends_at:
                    key = (seat.person, kind, seat.where, starts_at)
                    owed = self._owed.setdefault(key, Owed(due_at, ends_at))
                    found.append((key, owed))
        return found

    @invariant()
    def what_is_on_the_phones_is_right(self) -> None:
        self._do(self._check())

    async def _check(self) -> None:
        for index, person in enumerate(self._people):
            got = self._office.phones.got[person.id]
            counts = Counter(each.outbound_id for each in got)
            assert set(counts.values()) <= {1}, "nothing goes out twice"
            times = [each.at for each in got]
            assert all(8 <= at.astimezone(ZONE).hour < 20 for at in times), "by day only"
            gaps = itertools.pairwise(times)
            assert all(b - a >= timedelta(hours=2) for a, b in gaps), "never two within two hours"
            written = await self._written(person)
            for key, owed in self._owed.items():
                if key[0] == index and self._now > owed.ends_at + STEP:
                    self._check_one(written, key, owed)

    def _check_one(
        self,
        written: dict[tuple[str, str], str | None],
        key: tuple[int, str, int, datetime],
        owed: Owed,
    ) -> None:
        _, kind, where, starts_at = key
        occasion = f"{self._records[where].id}@{starts_at.timestamp():.6f}"
        outcome = written.get((kind, occasion), "nothing")
        is_held = any(seat.where == where and seat.person == key[0] for seat in self._seats)
        if owed.chances:
            assert outcome == "sent" or not is_held, f"{kind}: {outcome}, though it could go out"
        if outcome == "nothing":
            assert not (is_held and starts_at == self._records[where].starts_at), "reported"

    async def _written(self, person: Conversation) -> dict[tuple[str, str], str | None]:
        """What became of each reminder: `sent`, or why not."""
        async with self._office.store.transaction() as session:
            rows = await session.execute(
                select(Reminder, OutboundMessage)
                .outerjoin(OutboundMessage, OutboundMessage.id == Reminder.outbound_id)
                .where(Reminder.conversation_id == person.id)
            )
            found: dict[tuple[str, str], str | None] = {}
            for reminder, message in rows:
                status = message.status if message else None
                found[reminder.kind, reminder.occasion] = reminder.dropped_because or status
            return found


def test_everybody_gets_what_is_due_once(postgres_url: str) -> None:
    run_in_any_order(lambda: Year(postgres_url), examples=10, steps=25)
