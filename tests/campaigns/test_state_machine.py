"""Whatever staff, residents, crashes and time do, in any order: a campaign goes to each once.

The model knows only what was done to it; it is held against what is on the phones.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from bot.services import consent
from bot.services.campaigns import NotPossible
from bot.store.models import CampaignRecipient, OutboundMessage
from tests.campaigns.people import RULES, Staff
from tests.harness.reminders import ZONE, Crash, Got, Office
from tests.harness.state_machine import run_in_any_order
from tests.reminders.people import MONDAY

PEOPLE = 4
WRITER = "Ana"
people, pick = st.integers(0, PEOPLE - 1), st.integers(0, 100)


@dataclass
class Known:
    """A campaign as the model knows it."""

    state: str = "draft"
    is_approved: bool = False
    writers: set[str] = field(default_factory=lambda: {WRITER})
    started_at: datetime | None = None
    paused_from: datetime | None = None
    quiet: list[tuple[datetime, datetime]] = field(default_factory=list)
    """While it was paused."""
    canceled_at: datetime | None = None


class Days(RuleBasedStateMachine):
    """A few days of a few people and their staff."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._office = Office(url, MONDAY)
        self._staff = Staff(self._office)
        self._campaigns: dict[int, Known] = {}
        self._stopped: dict[int, datetime] = {}
        self._silences: list[tuple[int, datetime, datetime]] = []
        self._do(self._staff.prepare(PEOPLE))

    def _do[T](self, work: Coroutine[None, None, T]) -> T:
        return self._runner.run(work)

    @property
    def _now(self) -> datetime:
        return self._office.clock.now()

    def teardown(self) -> None:
        self._do(self._staff.forget())
        self._do(self._office.close())
        self._runner.close()

    @rule()
    def create(self) -> None:
        if len(self._campaigns) < 3:
            self._campaigns[self._do(self._staff.create(WRITER))] = Known()

    @rule(pick=pick, by=st.sampled_from([WRITER, "Rosa"]))
    def approve(self, pick: int, by: str) -> None:
        number, known = self._one(pick)
        may = known.state == "draft" and not known.is_approved and by not in known.writers
        if number and self._is_done(self._staff.approve(number, by)):
            assert may
            known.is_approved = True
        elif number:
            assert not may

    @rule(pick=pick, by=st.sampled_from([WRITER, "Rosa"]))
    def edit(self, pick: int, by: str) -> None:
        number, known = self._one(pick)
        if number and self._is_done(self._staff.edit(number, "Classes again", by)):
            assert known.state == "draft"
            known.is_approved = False
            known.writers.add(by)
        elif number:
            assert known.state != "draft"

    @rule(pick=pick)
    def cancel(self, pick: int) -> None:
        number, known = self._one(pick)
        if number and self._is_done(self._staff.cancel(number)):
            assert known.state in ("draft", "running", "paused")
            known.state, known.canceled_at = "canceled", self._now
        elif number:
            assert known.state in ("running", "finished", "canceled")

    @rule(pick=pick)
    def start(self, pick: int) -> None:
        number, known = self._one(pick)
        may = known.state == "draft" and (known.is_approved or RULES.approval_above >= PEOPLE)
        if number and self._is_done(self._staff.start(number)):
            assert may
            known.state, known.started_at = "running", self._now
        elif number:
            assert not may

    @rule(pick=pick)
    def pause_or_resume(self, pick: int) -> None:
        number, known = self._one(pick)
        if not number:
            return
        if self._is_done(self._staff.pause(number)):
            assert known.state == "running"
            known.state, known.paused_from = "paused", self._now
        elif self._is_done(self._staff.resume(number)):
            assert known.paused_from
            known.quiet.append((known.paused_from, self._now))
            known.state, known.paused_from = "running", None

    @rule(person=people)
    def stop_or_start(self, person: int) -> None:
        since = self._stopped.pop(person, None)
        if since:
            self._silences.append((person, since, self._now))
        else:
            self._stopped[person] = self._now
        change = consent.opt_in if since else consent.opt_out
        self._do(self._change(change, person))

    async def _change(self, change: Callable[..., Awaitable[object]], person: int) -> None:
        async with self._office.store.transaction() as session:
            await change(session, self._staff.people[person].id, "stop", self._now)

    @rule(when=st.sampled_from(["before", "after"]))
    def the_worker_dies(self, when: str) -> None:
        """At its next send, before or after the provider took the message."""
        self._office.phones.crashing = when

    @rule()
    def the_writer_dies(self) -> None:
        """Before what it wrote is kept."""
        self._do(self._write_in_vain())

    async def _write_in_vain(self) -> None:
        async with self._office.store.transaction() as session:
            await self._office.campaigning.send_on(session, self._now)
            await session.rollback()

    @rule(hours=st.integers(1, 12))
    def time_passes(self, hours: int) -> None:
        for _ in range(hours):
            self._do(self._work())
            self._office.clock.time += timedelta(hours=1)

    async def _work(self) -> None:
        for work in (self._office.work, self._office.deliver):
            try:
                await work()
            except Crash:
                await self._office.deliver()

    @invariant()
    def what_is_on_the_phones_is_right(self) -> None:
        self._do(self._check())

    async def _check(self) -> None:
        ran = [known for known in self._campaigns.values() if known.started_at]
        for index, person in enumerate(self._staff.people):
            got = self._office.phones.got[person.id]
            assert len(got) == len({each.outbound_id for each in got}) <= len(ran)
            assert all(8 <= each.at.astimezone(ZONE).hour < 20 for each in got), "by day only"
            self._check_stopped(index, got)
        for number, known in self._campaigns.items():
            await self._check_one(number, known)

    def _check_stopped(self, person: int, got: list[Got]) -> None:
        silences = [(begin, end) for index, begin, end in self._silences if index == person]
        if person in self._stopped:
            silences.append((self._stopped[person], self._now + timedelta(days=1)))
        assert not any(begin <= each.at < end for begin, end in silences for each in got)

    async def _check_one(self, number: int, known: Known) -> None:
        told = await self._staff.report(number)
        assert told.chosen == (PEOPLE if known.started_at else 0)
        done = told.sent + sum(told.skipped.values()) + told.failed
        assert done + sum(told.waiting.values()) == told.chosen
        if known.state == "running" and await self._staff.state(number) == "finished":
            known.state = "finished"
        if known.state == "finished":
            assert done == told.chosen
        got = await self._sent_at(number)
        assert len(got) == told.sent
        paused = list(known.quiet)
        if known.paused_from:
            paused.append((known.paused_from, self._now + timedelta(days=1)))
        if known.canceled_at:
            paused.append((known.canceled_at, self._now + timedelta(days=1)))
        assert not any(begin <= at < end for begin, end in paused for at in got)

    async def _sent_at(self, number: int) -> list[datetime]:
        async with self._office.store.transaction() as session:
            found = await session.scalars(
                select(OutboundMessage.sent_at)
                .join(CampaignRecipient, CampaignRecipient.outbound_id == OutboundMessage.id)
                .where(
                    CampaignRecipient.campaign_id == number, OutboundMessage.sent_at.is_not(None)
                )
            )
            return [at for at in found if at]

    def _one(self, pick: int) -> tuple[int, Known]:
        numbers = list(self._campaigns)
        if not numbers:
            return 0, Known()
        number = numbers[pick % len(numbers)]
        return number, self._campaigns[number]

    def _is_done(self, act: Coroutine[None, None, object]) -> bool:
        try:
            self._do(act)
        except NotPossible:
            return False
        return True


def test_a_campaign_goes_to_each_once(postgres_url: str) -> None:
    run_in_any_order(lambda: Days(postgres_url), examples=12, steps=20)
