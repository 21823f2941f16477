"""Whatever happens in whatever order, whoever crashes: seats, line and states hold."""

import asyncio
import contextlib
import uuid
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from sqlalchemy import select

from bot.services import licenses
from bot.services.content import Content
from bot.services.licenses import Asker, Desk
from bot.services.licenses.seats import HOLDING, OPEN
from bot.store.database import Database
from bot.store.models import RESERVE, License, Pool
from tests.harness.state_machine import run_in_any_order
from tests.services.licenses.conftest import (
    NOW,
    VAULT,
    ZONE,
    new_asker,
    new_organization,
    new_program,
)

NEXT = {
    None: {"requested", "waitlisted", "approved", "granted"},
    "requested": {"approved", "waitlisted", "granted", "declined", "given_up"},
    "waitlisted": {"approved", "granted", "declined", "given_up"},
    "approved": {"granted", "declined", "given_up"},
    "granted": {"expired", "given_up"},
    "declined": set(),
    "expired": set(),
    "given_up": set(),
}
"""Where a state may lead (design §6)."""
PEOPLE = 6
POOLS = 3
PERSON = st.integers(0, PEOPLE - 1)


class Crash(Exception):
    """The process ends before its transaction does."""


def machine_of(url: str, content: Content, requests: str) -> type[RuleBasedStateMachine]:
    """The machine on a database."""

    class Licenses(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.runner = asyncio.Runner()
            self.store = Database(url)
            self.program = new_program(content, requests)
            self.now = NOW
            self.states: dict[int, str] = {}
            self.held: dict[str, int] = {}

        def teardown(self) -> None:
            self.run(self.store.close())
            self.runner.close()

        def run[T](self, work: Coroutine[Any, Any, T]) -> T:
            return self.runner.run(work)

        @initialize()
        def people_and_pools(self) -> None:
            async def make() -> None:
                self.pools = [RESERVE, *[await new_organization(self.store) for _ in range(2)]]
                self.people: list[Asker] = [
                    await new_asker(self.store, self.pools[number % POOLS] or None)
                    for number in range(PEOPLE)
                ]

            self.run(make())

        @rule(person=PERSON, email_of=PERSON, crashes=st.booleans())
        def request(self, person: int, email_of: int, crashes: bool) -> None:
            asker = replace(
                self.people[person], email=self.people[email_of].email, inbound_id=uuid.uuid4()
            )

            async def work() -> None:
                async with self.store.transaction() as session:
                    await licenses.request(session, VAULT, self.program, asker, self.now, ZONE)
                    if crashes:
                        raise Crash

            self.do(work())

        @rule(persons=st.lists(PERSON, min_size=2, max_size=PEOPLE, unique=True))
        def requests_at_once(self, persons: list[int]) -> None:
            async def one(asker: Asker) -> None:
                async with self.store.transaction() as session:
                    await licenses.request(session, VAULT, self.program, asker, self.now, ZONE)

            async def work() -> None:
                askers = [replace(self.people[n], inbound_id=uuid.uuid4()) for n in persons]
                await asyncio.gather(*(one(asker) for asker in askers))

            self.do(work())

        @rule(person=PERSON, crashes=st.booleans())
        def give_up(self, person: int, crashes: bool) -> None:
            async def work() -> None:
                async with self.store.transaction() as session:
                    conversation_id = self.people[person].conversation_id
                    await licenses.give_up(session, self.program, conversation_id, self.now, ZONE)
                    if crashes:
                        raise Crash

            self.do(work())

        @rule(person=PERSON)
        def renew(self, person: int) -> None:
            async def work() -> None:
                async with self.store.transaction() as session:
                    conversation_id = self.people[person].conversation_id
                    await licenses.renew(
                        session, self.program, conversation_id, uuid.uuid4(), self.now, ZONE
                    )

            self.do(work())

        @rule(pool=st.integers(0, POOLS - 1), seats=st.integers(0, 3))
        def set_seats(self, pool: int, seats: int) -> None:
            async def work() -> None:
                async with self.store.transaction() as session:
                    await licenses.set_seats(session, self.program.id, self.pools[pool], seats)
                    await licenses.serve_line(session, self.program, self.now, ZONE)

            self.do(work())

        @rule(days=st.sampled_from([1, 20, 60, 100, 130]), crashes=st.booleans())
        def time_passes(self, days: int, crashes: bool) -> None:
            self.now += timedelta(days=days)

            async def work() -> None:
                async with self.store.transaction() as session:
                    await licenses.lapse(session, self.program, self.now, ZONE)
                    if crashes:
                        raise Crash

            self.do(work())

        @rule(
            person=PERSON,
            act=st.sampled_from([Desk.approve, Desk.grant, Desk.decline, Desk.renew]),
        )
        def staff_act(self, person: int, act: Any) -> None:
            async def work() -> None:
                async with self.store.transaction() as session:
                    standing = await licenses.of_resident(
                        session, self.program, self.people[person].conversation_id, self.now, ZONE
                    )
                    if standing:
                        desk = Desk(session, self.program, "ana", self.now, ZONE)
                        await act(desk, standing.license_id)

            self.do(work())

        def do(self, work: Coroutine[Any, Any, None]) -> None:
            """Runs it, and looks at what changed."""
            with contextlib.suppress(Crash, licenses.NotPossible):
                self.run(work)
            self.run(self.look())

        async def look(self) -> None:
            async with self.store.transaction() as session:
                rows = (
                    await session.scalars(
                        select(License)
                        .where(License.provider == self.program.id)
                        .order_by(License.id)
                    )
                ).all()
                pools = await session.execute(
                    select(Pool.organization, Pool.seats).where(Pool.provider == self.program.id)
                )
            self.rows, self.seats = rows, dict(pools.all())
            served = [
                row
                for row in rows
                if row.state in HOLDING and self.states.get(row.id) not in HOLDING
            ]
            waiting = [row for row in rows if row.state == "waitlisted"]
            for winner in served:
                for other in waiting:
                    could = winner.pool in (other.organization, RESERVE)
                    assert not (could and other.id < winner.id), "somebody was passed over"
            for row in rows:
                before = self.states.get(row.id)
                assert row.state == before or row.state in NEXT[before]
            held = dict.fromkeys(self.seats, 0)
            for row in rows:
                if row.pool is not None:
                    held[row.pool] += 1
            for pool, count in held.items():
                assert count <= max(self.seats[pool], self.held.get(pool, 0)), "over-granted"
            self.states = {row.id: row.state for row in rows}
            self.held = held

        @invariant()
        def one_license_a_person_and_an_e_mail(self) -> None:
            open_ones = [row for row in getattr(self, "rows", []) if row.state in OPEN]
            for name in ("resident_id", "email_hash"):
                assert len({getattr(row, name) for row in open_ones}) == len(open_ones)

        @invariant()
        def no_seat_is_free_while_somebody_waits_for_it(self) -> None:
            for row in getattr(self, "rows", []):
                if row.state == "waitlisted":
                    for pool in (row.organization, RESERVE):
                        assert self.held.get(pool, 0) >= self.seats.get(pool, 0)

        @invariant()
        def places_count_up_from_one(self) -> None:
            async def places() -> dict[int, int]:
                async with self.store.transaction() as session:
                    return {
                        row.id: (
                            await licenses.standing(session, self.program, row, self.now, ZONE)
                        ).place
                        or 0
                        for row in self.rows
                        if row.state == "waitlisted"
                    }

            told = list(self.run(places()).values()) if getattr(self, "rows", []) else []
            assert not told or told[0] == 1
            assert all(1 <= place <= number for number, place in enumerate(told, 1))

    return Licenses


@pytest.mark.parametrize("requests", ["automatic", "by_staff"])
def test_licenses_hold_whatever_happens(
    postgres_url: str, springfield: Content, requests: str
) -> None:
    run_in_any_order(machine_of(postgres_url, springfield, requests), examples=25, steps=25)
