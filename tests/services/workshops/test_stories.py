"""One after another: the line, offers, moving, and what an import changes."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from bot.services import workshops
from bot.services.workshops import (
    Already,
    Booking,
    Closed,
    Conflict,
    InLine,
    Notice,
    Outcome,
    Registered,
)
from bot.store.database import Database
from bot.store.models import Conversation
from tests.services.workshops.people import (
    NOW,
    ZONE,
    organization,
    put,
    record,
    request,
    resident,
)

type Person = tuple[uuid.UUID, uuid.UUID]
NIGHT = NOW.astimezone(ZONE).replace(hour=23)


async def book(
    store: Database, session_id: str, person: Person, attendee: str = "", now: datetime = NOW
) -> Outcome:
    async with store.transaction() as session:
        return await workshops.book(session, request(session_id, person, attendee), now)


async def booked(store: Database, session_id: str, person: Person) -> Booking:
    outcome = await book(store, session_id, person)
    assert isinstance(outcome, Registered | InLine)
    return outcome.booking


async def give_up(store: Database, booking: Booking, now: datetime = NOW) -> list[Notice]:
    mine = booking.registration
    async with store.transaction() as session:
        _, notices = await workshops.give_up(session, mine.id, mine.resident_id, now, ZONE)
    return notices


async def settle(store: Database, session_id: str, now: datetime) -> list[Notice]:
    async with store.transaction() as session:
        assert session_id in await workshops.due(session, now)
        return await workshops.settle(session, session_id, now, ZONE)


async def accept(
    store: Database, booking: Booking, now: datetime = NOW
) -> tuple[Outcome, list[Notice]]:
    mine = booking.registration
    async with store.transaction() as session:
        return await workshops.accept(session, mine.id, mine.resident_id, now, ZONE)


async def stop_messages(store: Database, person: Person, at: datetime | None) -> None:
    async with store.transaction() as session:
        (await session.get_one(Conversation, person[1])).opted_out_at = at


def told(notices: list[Notice]) -> list[tuple[str, int]]:
    return [(notice.kind, notice.booking.registration.id) for notice in notices]


async def test_who_stopped_all_messages_is_passed_over_and_keeps_their_place(
    store: Database,
) -> None:
    session_id = await put(store, record(await organization(store), 1))
    first = await booked(store, session_id, await resident(store))
    silent = await resident(store)
    unheard = await booked(store, session_id, silent)
    next_one = await booked(store, session_id, await resident(store))
    await stop_messages(store, silent, NOW)
    notices = await give_up(store, first)
    assert told(notices) == [("offered", next_one.registration.id)]
    await give_up(store, next_one)
    newcomer = await book(store, session_id, await resident(store))
    assert isinstance(newcomer, Registered)  # a seat nobody else can be offered
    later = await book(store, session_id, await resident(store))
    assert isinstance(later, InLine)
    assert later.place == 1
    await stop_messages(store, silent, None)
    notices = await give_up(store, newcomer.booking)
    assert told(notices) == [("offered", unheard.registration.id)]


async def test_a_seat_that_comes_free_at_night_waits_for_the_first_in_line(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 1))
    first = await booked(store, session_id, await resident(store))
    second = await booked(store, session_id, await resident(store))
    assert await give_up(store, first, NIGHT) == []
    newcomer = await book(store, session_id, await resident(store), now=NIGHT)
    assert isinstance(newcomer, InLine)
    assert newcomer.place == 2
    morning = NIGHT + timedelta(hours=10)
    notices = await settle(store, session_id, morning)
    assert told(notices) == [("offered", second.registration.id)]
    until = notices[0].booking.registration.offered_until
    assert until == morning + timedelta(hours=4)


async def test_an_offer_nobody_takes_goes_on_to_the_next(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 1))
    first, second, third = [await booked(store, session_id, await resident(store)) for _ in "abc"]
    assert told(await give_up(store, first)) == [("offered", second.registration.id)]
    notices = await settle(store, session_id, NOW + timedelta(hours=5))
    assert told(notices) == [
        ("lapsed", second.registration.id),
        ("offered", third.registration.id),
    ]
    assert isinstance((await accept(store, second))[0], Closed)
    assert isinstance((await accept(store, third))[0], Registered)
    assert isinstance((await accept(store, third))[0], Registered), "again, the same"


async def test_the_line_ends_when_the_workshop_begins(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 1))
    await booked(store, session_id, await resident(store))
    waiting = await booked(store, session_id, await resident(store))
    notices = await settle(store, session_id, NOW + timedelta(days=3))
    assert told(notices) == [("line_closed", waiting.registration.id)]


async def test_who_moves_keeps_the_old_seat_until_the_new_one_is_sure(store: Database) -> None:
    organization_id = await organization(store)
    tuesday = await put(store, record(organization_id, 1, days=3))
    friday = await put(store, record(organization_id, 1, days=6))
    person, other = await resident(store), await resident(store)
    old = await booked(store, tuesday, person)
    theirs = await booked(store, friday, other)
    wish = request(friday, person)
    async with store.transaction() as session:
        outcome, _ = await workshops.move(session, old.registration.id, wish, NOW, ZONE)
    assert isinstance(outcome, InLine)
    async with store.transaction() as session:
        mine = await workshops.bookings_of(session, person[0], NOW)
    assert [each.registration.state for each in mine] == ["registered", "waitlisted"]
    waiting = await booked(store, tuesday, other)
    await give_up(store, theirs)
    taken, notices = await accept(store, outcome.booking)
    assert isinstance(taken, Registered)
    assert taken.gave_up
    assert taken.gave_up.session.id == tuesday
    assert told(notices) == [("offered", waiting.registration.id)]


async def test_a_family_shares_a_phone_and_nobody_is_in_two_places(store: Database) -> None:
    organization_id = await organization(store)
    one = await put(store, record(organization_id, 5))
    same_time = await put(store, record(organization_id, 5))
    person = await resident(store)
    assert isinstance(await book(store, one, person), Registered)
    assert isinstance(await book(store, one, person, "José"), Registered)
    assert isinstance(await book(store, one, person, "jose"), Already)
    conflict = await book(store, same_time, person)
    assert isinstance(conflict, Conflict)
    assert conflict.with_.session.id == one
    assert isinstance(await book(store, same_time, person, "Ana"), Registered)


async def test_fewer_seats_put_who_came_last_back_in_line(store: Database) -> None:
    before = record(await organization(store), 3)
    session_id = await put(store, before)
    first, second, third = [await booked(store, session_id, await resident(store)) for _ in "abc"]
    async with store.transaction() as session:
        smaller = replace(before, capacity=1)
        change, notices = await workshops.put_session(session, smaller, NOW, ZONE)
    assert change == "changed"
    lost = [("lost_seat", each.registration.id) for each in (third, second)]
    assert told(notices) == lost
    assert told(await give_up(store, first)) == [("offered", second.registration.id)]


async def test_a_session_that_moves_or_is_canceled_is_told(store: Database) -> None:
    before = record(await organization(store), 3)
    session_id = await put(store, before)
    mine = (await booked(store, session_id, await resident(store))).registration.id
    later = replace(before, address="200 Sample St")
    async with store.transaction() as session:
        change, notices = await workshops.put_session(session, later, NOW, ZONE)
        again, nothing = await workshops.put_session(session, later, NOW, ZONE)
    assert (change, again, nothing) == ("changed", "unchanged", [])
    assert told(notices) == [("moved", mine)]
    async with store.transaction() as session:
        canceled = replace(later, capacity=0)
        _, notices = await workshops.put_session(session, canceled, NOW, ZONE)
    assert told(notices) == [("canceled", mine)]
    assert isinstance(await book(store, session_id, await resident(store)), Closed)


async def test_nobody_gives_up_or_takes_what_is_somebody_elses(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 1))
    mine = await booked(store, session_id, await resident(store))
    stranger, _ = await resident(store)
    async with store.transaction() as session:
        number = mine.registration.id
        assert await workshops.give_up(session, number, stranger, NOW, ZONE) == (None, [])
        outcome, _ = await workshops.accept(session, number, stranger, NOW, ZONE)
    assert isinstance(outcome, Closed)


async def test_a_booking_is_read_by_its_number_only_by_whose_it_is(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 2))
    ana, stranger = await resident(store), await resident(store)
    mine = await booked(store, session_id, ana)
    async with store.transaction() as session:
        found = await workshops.own_booking(session, ana[0], mine.registration.id)
        assert found is not None
        assert found.session.id == session_id
        assert await workshops.own_booking(session, stranger[0], mine.registration.id) is None


async def test_moving_to_a_seat_that_is_offered_takes_it_and_gives_up_the_old_one(
    store: Database,
) -> None:
    theirs = await organization(store)
    full, other = await put(store, record(theirs, 1)), await put(store, record(theirs, 1, days=5))
    first, ana = await booked(store, full, await resident(store)), await resident(store)
    waits, old = await booked(store, full, ana), await booked(store, other, ana)
    await give_up(store, first)
    async with store.transaction() as session:
        wish = request(full, ana)
        outcome, _ = await workshops.move(session, old.registration.id, wish, NOW, ZONE)
    assert isinstance(outcome, Registered)
    assert outcome.booking.registration.id == waits.registration.id
    assert outcome.gave_up is not None
    assert outcome.gave_up.registration.id == old.registration.id
    assert outcome.gave_up.registration.state == "canceled"
