"""Many people at once for few seats."""

import asyncio

from sqlalchemy import select

from bot.services import workshops
from bot.services.workshops import InLine, Outcome, Registered
from bot.store.database import Database
from bot.store.models import Registration
from tests.services.workshops.people import NOW, organization, put, record, request, resident

PEOPLE = 200
SEATS = 5


async def test_the_last_five_seats_go_to_the_first_five_of_two_hundred(store: Database) -> None:
    session_id = await put(store, record(await organization(store), SEATS))
    people = await asyncio.gather(*(resident(store) for _ in range(PEOPLE)))

    async def book(person: int) -> Outcome:
        async with store.transaction() as session:
            return await workshops.book(session, request(session_id, people[person]), NOW)

    outcomes = await asyncio.gather(*(book(person) for person in range(PEOPLE)))
    seated = [each for each in outcomes if isinstance(each, Registered)]
    waiting = [each for each in outcomes if isinstance(each, InLine)]
    assert len(seated) == SEATS
    assert sorted(each.place for each in waiting) == list(range(1, PEOPLE - SEATS + 1))
    in_line = sorted(waiting, key=lambda each: each.place)
    arrived = [each.booking.registration.id for each in (*seated, *in_line)]
    assert sorted(arrived[:SEATS]) + arrived[SEATS:] == sorted(arrived)
    async with store.transaction() as session:
        states = list(
            await session.scalars(
                select(Registration.state)
                .where(Registration.session_id == session_id)
                .order_by(Registration.id)
            )
        )
    assert states == ["registered"] * SEATS + ["waitlisted"] * (PEOPLE - SEATS)


async def test_one_person_from_two_phones_at_once_gets_one_seat(store: Database) -> None:
    session_id = await put(store, record(await organization(store), SEATS))
    person = await resident(store)

    async def book() -> Outcome:
        async with store.transaction() as session:
            return await workshops.book(session, request(session_id, person), NOW)

    outcomes = await asyncio.gather(*(book() for _ in range(8)))
    assert sum(isinstance(each, Registered) for each in outcomes) == 1


async def test_the_same_message_again_changes_nothing(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 1))
    person, other = await resident(store), await resident(store)
    for asked in (request(session_id, person), request(session_id, other)):
        async with store.transaction() as session:
            first = await workshops.book(session, asked, NOW)
        async with store.transaction() as session:
            again = await workshops.book(session, asked, NOW)
        assert type(first) is type(again)
        assert isinstance(again, Registered | InLine)
        assert again.booking.registration.id == first.booking.registration.id  # type: ignore[union-attr]
