"""Whatever residents, staff and time do, in any order and at once: the rules of the domain hold."""

import asyncio
import itertools
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import workshops
from bot.services.workshops import SessionRecord
from bot.services.workshops.holding import held_until, is_day
from bot.services.workshops.seats import OPEN, TAKING
from bot.store.database import Database
from bot.store.models import SELF, Registration, WorkshopSession
from tests.harness.state_machine import run_in_any_order
from tests.services.workshops.people import (
    NOW,
    ZONE,
    organization,
    put,
    record,
    request,
    resident,
)

MAY_BECOME = {
    "registered": {"canceled", "waitlisted"},  # waits again only where there are fewer seats
    "waitlisted": {"offered", "registered", "canceled"},
    "offered": {"registered", "canceled", "waitlisted"},
    "canceled": set(),
}
PEOPLE = 5
SESSIONS = 4
"""The first two overlap."""
people = st.integers(0, PEOPLE - 1)
sessions = st.integers(0, SESSIONS - 1)
attendees = st.sampled_from([SELF, "Ana", "ana"])
picks = st.integers(0, 1_000)

type Deed = Callable[[AsyncSession], Awaitable[object]]


class Crash(Exception):
    """The process ends before it commits."""


class Workshops(RuleBasedStateMachine):
    """Deeds in random order, some at once, some cut short."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._store = Database(url)
        self._now = NOW
        self._last: dict[int, str] = {}
        self._is_one_deed = True
        self._runner.run(self._prepare())

    async def _prepare(self) -> None:
        organization_id = await organization(self._store)
        self._people = [await resident(self._store) for _ in range(PEOPLE)]
        days = (2.0, 2.05, 3.0, 4.0)
        self._records = [record(organization_id, 2, day) for day in days]
        self._ids = [await put(self._store, each) for each in self._records]

    def teardown(self) -> None:
        self._runner.run(self._store.close())
        self._runner.close()

    @rule(person=people, where=sessions, attendee=attendees)
    def book(self, person: int, where: int, attendee: str) -> None:
        before = self._registrations()
        is_line = any(
            each.state == "waitlisted"
            for workshop, found in self._state()
            for each in found
            if workshop.id == self._ids[where]
        )
        self._do(self._book(person, where, attendee))
        new = [state for key, state in self._registrations().items() if key not in before]
        assert not (is_line and "registered" in new), "nobody overtakes the line"

    @rule(pick=picks)
    def give_up(self, pick: int) -> None:
        self._do(self._give_up(pick))

    @rule(pick=picks)
    def accept(self, pick: int) -> None:
        self._do(self._accept(pick))

    @rule(pick=picks, where=sessions)
    def move(self, pick: int, where: int) -> None:
        self._do(self._move(pick, where))

    @rule(where=sessions, capacity=st.integers(0, 3))
    def change_capacity(self, where: int, capacity: int) -> None:
        self._do(self._put(where, capacity=capacity))

    @rule(where=sessions, hours=st.integers(-1, 1))
    def change_time(self, where: int, hours: int) -> None:
        if where > 1:  # those that overlap stay so, the others stay free of each other
            starts_at = self._records[where].starts_at + timedelta(hours=hours)
            self._do(self._put(where, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)))

    @rule(hours=st.sampled_from([1, 3, 5, 12]))
    def time_passes(self, hours: int) -> None:
        self._now += timedelta(hours=hours)

    @rule()
    def the_job_runs(self) -> None:
        self._runner.run(self._settle_all())
        for workshop, registrations in self._state():
            states = [each.state for each in registrations]
            taken = sum(state in TAKING for state in states)
            is_over = workshop.starts_at <= self._now
            assert not (is_over and {"waitlisted", "offered"} & set(states))
            if not is_over and workshop.canceled_at is None and is_day(self._now, ZONE):
                assert taken == workshop.capacity or "waitlisted" not in states
            lapsed = [each for each in registrations if each.offered_until]
            assert all(each.offered_until > self._now for each in lapsed if each.offered_until)

    @rule(
        deeds=st.lists(
            st.tuples(st.sampled_from("bgamp"), picks, people, sessions), min_size=2, max_size=5
        )
    )
    def at_once(self, deeds: list[tuple[str, int, int, int]]) -> None:
        made = {
            "b": lambda pick, person, where: self._book(person, where, SELF),
            "g": lambda pick, person, where: self._give_up(pick),
            "a": lambda pick, person, where: self._accept(pick),
            "m": lambda pick, person, where: self._move(pick, where),
            "p": lambda pick, person, where: self._put(where, capacity=pick % 4),
        }
        self._do(*(made[kind](pick, person, where) for kind, pick, person, where in deeds))

    @rule(person=people, where=sessions)
    def a_crash(self, person: int, where: int) -> None:
        async def crash(session: AsyncSession) -> None:
            await self._book(person, where, "Ana")(session)
            raise Crash

        before = self._registrations()
        with pytest.raises(Crash):
            self._do(crash)
        assert self._registrations() == before

    @invariant()
    def never_over_capacity(self) -> None:
        for workshop, registrations in self._state():
            if workshop.starts_at > self._now:  # what is corrected later takes nobody's seat
                assert sum(each.state in TAKING for each in registrations) <= workshop.capacity

    @invariant()
    def nobody_is_in_a_session_twice_or_in_two_places(self) -> None:
        seats: dict[tuple[uuid.UUID, bytes], list[WorkshopSession]] = defaultdict(list)
        for workshop, registrations in self._state():
            who = [
                (each.resident_id, each.attendee_hash)
                for each in registrations
                if each.state in OPEN
            ]
            assert len(who) == len(set(who))
            for each in registrations:
                if each.state == "registered":
                    seats[each.resident_id, each.attendee_hash].append(workshop)
        for theirs in seats.values():
            for first, second in itertools.pairwise(theirs):
                assert first.ends_at <= second.starts_at

    @invariant()
    def the_line_is_in_order_of_arrival(self) -> None:
        for workshop, registrations in self._state():
            offered = [each.id for each in registrations if each.state == "offered"]
            waiting = [each.id for each in registrations if each.state == "waitlisted"]
            assert not offered or not waiting or max(offered) < min(waiting)
            for each in registrations:
                assert (each.offered_until is not None) == (each.state == "offered")
                assert not each.offered_until or each.offered_until <= workshop.starts_at

    @invariant()
    def the_old_seat_is_kept_until_the_new_one_is_sure(self) -> None:
        registrations = {each.id: each for _, found in self._state() for each in found}
        for each in registrations.values():
            old = registrations.get(each.moved_from or 0)
            if old and each.state == "registered":
                assert old.state == "canceled"

    @invariant()
    def states_follow_the_design(self) -> None:
        for number, state in self._registrations().items():
            before = self._last.get(number, state)
            # several at once may pass a state that we do not see
            assert state in self._reachable(before, 1 if self._is_one_deed else 9)
            self._last[number] = state

    def _reachable(self, state: str, steps: int) -> set[str]:
        found = {state}
        for _ in range(steps):
            found |= {after for each in found for after in MAY_BECOME[each]}
        return found

    def _book(self, person: int, where: int, attendee: str) -> Deed:
        wish = request(self._ids[where], self._people[person], attendee)

        async def deed(session: AsyncSession) -> None:
            await workshops.book(session, wish, self._now)

        return deed

    def _give_up(self, pick: int) -> Deed:
        async def deed(session: AsyncSession) -> None:
            found = await self._picked(session, pick)
            if found:
                await workshops.give_up(session, found.id, found.resident_id, self._now, ZONE)

        return deed

    def _accept(self, pick: int) -> Deed:
        async def deed(session: AsyncSession) -> None:
            found = await self._picked(session, pick, ("offered",))
            if found:
                await workshops.accept(session, found.id, found.resident_id, self._now, ZONE)

        return deed

    def _move(self, pick: int, where: int) -> Deed:
        async def deed(session: AsyncSession) -> None:
            found = await self._picked(session, pick)
            if found:
                person = (found.resident_id, found.conversation_id)
                wish = replace(
                    request(self._ids[where], person), attendee=workshops.attendee_of(found)
                )
                await workshops.move(session, found.id, wish, self._now, ZONE)

        return deed

    def _put(self, where: int, **changes: object) -> Deed:
        changed: SessionRecord = replace(self._records[where], **changes)  # type: ignore[arg-type]
        self._records[where] = changed

        async def deed(session: AsyncSession) -> None:
            await workshops.put_session(session, changed, self._now, ZONE)

        return deed

    async def _picked(
        self, session: AsyncSession, pick: int, states: tuple[str, ...] = OPEN
    ) -> Registration | None:
        rows = await session.scalars(
            select(Registration)
            .where(Registration.session_id.in_(self._ids), Registration.state.in_(states))
            .order_by(Registration.id)
        )
        found = list(rows)
        return found[pick % len(found)] if found else None

    def _do(self, *deeds: Deed) -> None:
        async def one(deed: Deed) -> None:
            async with self._store.transaction() as session:
                await deed(session)

        self._is_one_deed = len(deeds) == 1

        async def all_of_them() -> None:
            async with asyncio.timeout(20):
                await asyncio.gather(*(one(deed) for deed in deeds))

        self._runner.run(all_of_them())

    async def _settle_all(self) -> None:
        async with self._store.transaction() as session:
            due = await workshops.due(session, self._now)
        for session_id in set(due) & set(self._ids):
            async with self._store.transaction() as session:
                await workshops.settle(session, session_id, self._now, ZONE)

    def _state(self) -> list[tuple[WorkshopSession, list[Registration]]]:
        async def read() -> list[tuple[WorkshopSession, list[Registration]]]:
            async with self._store.transaction() as session:
                found = await session.scalars(
                    select(WorkshopSession)
                    .where(WorkshopSession.id.in_(self._ids))
                    .order_by(WorkshopSession.starts_at)
                )
                registrations = await session.scalars(
                    select(Registration)
                    .where(Registration.session_id.in_(self._ids))
                    .order_by(Registration.id)
                )
                by_session: dict[str, list[Registration]] = defaultdict(list)
                for each in registrations:
                    by_session[each.session_id].append(each)
                return [(workshop, by_session[workshop.id]) for workshop in found]

        return self._runner.run(read())

    def _registrations(self) -> dict[int, str]:
        return {each.id: each.state for _, found in self._state() for each in found}


def test_the_rules_hold_in_any_order_and_at_once(postgres_url: str) -> None:
    run_in_any_order(lambda: Workshops(postgres_url), examples=15, steps=30)


def test_an_offer_is_held_by_day_only() -> None:
    def local(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)

    in_a_week = local(14, 10)
    assert held_until(local(2, 9), in_a_week, ZONE) == local(2, 13)
    assert held_until(local(2, 19), in_a_week, ZONE) == local(3, 10)
    assert held_until(local(2, 23), in_a_week, ZONE) == local(3, 12)
    assert held_until(local(3, 6), in_a_week, ZONE) == local(3, 12)
    assert held_until(local(7, 20), in_a_week, ZONE) == local(8, 11)  # daylight saving begins
    assert held_until(local(2, 9), local(2, 10, 30), ZONE) == local(2, 10, 30)
