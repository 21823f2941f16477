"""What people get of their classes, when, and what they do not get."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.services import reach
from bot.services.workshops.attendance import note
from bot.store.models import (
    Conversation,
    OutboundMessage,
)
from tests.harness.reminders import ZONE, Office
from tests.reminders.people import (
    MONDAY,
    THURSDAY,
    at,
    book,
    give_up,
    given_up,
    license_of,
    put,
    session_at,
)


async def test_a_day_and_two_hours_before(office: Office) -> None:
    person = await office.person()
    workshop = await session_at(office, THURSDAY, notes={"en": "Bring an ID.", "es": "Traiga ID."})
    await book(office, person, workshop)
    await at(office, THURSDAY - timedelta(days=1, minutes=1))
    assert office.texts(person) == []
    await at(office, THURSDAY - timedelta(days=1))
    [told] = office.texts(person)
    assert told == (
        "Your class: Computer basics, Thu, Mar 5, 10:00 AM to 12:00 PM, at 100 Sample St, for you. "
        "Bring an ID. Will you come?\n1 I will come\n2 Another day\n3 I can't come"
    )
    await at(office, THURSDAY - timedelta(hours=2))
    assert office.texts(person)[1:] == [
        "Soon: Computer basics, Thu, Mar 5, 10:00 AM, at 100 Sample St, for you. Bring an ID. "
        "Can you make it?\n1 I will come\n2 Another day\n3 I can't come"
    ]


async def test_a_family_gets_one_message(office: Office) -> None:
    person = await office.person("es")
    workshop = await session_at(office, THURSDAY)
    await book(office, person, workshop)
    await book(office, person, workshop, "Ana")
    await at(office, THURSDAY - timedelta(days=1))
    [told] = office.texts(person)
    assert "para usted y Ana." in told


async def test_who_books_later_than_it_was_due_is_not_told_again(office: Office) -> None:
    person = await office.person()
    workshop = await session_at(office, MONDAY + timedelta(hours=20))
    await book(office, person, workshop)
    await at(office, MONDAY + timedelta(hours=1))
    assert office.texts(person) == []
    await at(office, MONDAY + timedelta(hours=17))
    assert await given_up(office, person) == [("workshop_a_day_before", "just_told")]


async def test_what_is_moved_is_reminded_of_anew_and_what_is_canceled_not_at_all(
    office: Office,
) -> None:
    person = await office.person()
    workshop = await session_at(office, THURSDAY)
    number = await book(office, person, workshop)
    await at(office, THURSDAY - timedelta(days=1))
    later = THURSDAY + timedelta(days=4)
    await put(office, replace(workshop, starts_at=later, ends_at=later + timedelta(hours=2)))
    await at(office, THURSDAY)
    await at(office, later - timedelta(days=1))
    assert ["Mon, Mar 9" in text for text in office.texts(person)] == [False, True]
    await give_up(office, person, number)
    await at(office, later - timedelta(hours=2))
    assert len(office.texts(person)) == 2


async def test_what_changes_while_it_waits_is_not_sent(office: Office) -> None:
    person = await office.person()
    workshop = await session_at(office, THURSDAY)
    number = await book(office, person, workshop)
    office.clock.time = THURSDAY - timedelta(days=1)
    await office.write()
    await give_up(office, person, number)
    await office.let_out()
    assert office.texts(person) == []
    assert await outcomes(office, person) == [("held", "no_longer_due")]
    office.clock.time += timedelta(minutes=1)
    await book(office, person, workshop)
    await at(office, THURSDAY - timedelta(hours=23))
    assert office.texts(person) == []  # just told
    await at(office, THURSDAY - timedelta(hours=2))
    assert len(office.texts(person)) == 1


async def outcomes(office: Office, person: Conversation) -> list[tuple[str, str | None]]:
    async with office.store.transaction() as session:
        found = await session.execute(
            select(OutboundMessage.status, OutboundMessage.reason)
            .where(OutboundMessage.conversation_id == person.id)
            .order_by(OutboundMessage.id)
        )
        return [(status, reason) for status, reason in found]


async def test_by_night_it_waits_and_what_has_passed_by_morning_is_reported(
    office: Office,
) -> None:
    early, late = await office.person(), await office.person()
    at_nine = datetime(2026, 3, 5, 9, tzinfo=ZONE)
    await book(office, early, await session_at(office, at_nine))
    await book(office, late, await session_at(office, at_nine - timedelta(minutes=40)))
    for minutes in (24 * 60, 120, 70, 50):  # each more than `FRESH` on: all is looked at
        await at(office, at_nine - timedelta(minutes=minutes))
    assert len(office.texts(early)) == 2
    assert len(office.texts(late)) == 1
    assert await given_up(office, late) == [("workshop_two_hours_before", "quiet_hours")]


async def test_to_a_phone_that_is_off_it_goes_once_it_may_be_back(office: Office) -> None:
    person, gone = await office.person(), await office.person()
    for each in (person, gone):
        await book(office, each, await session_at(office, THURSDAY))
    due = THURSDAY - timedelta(days=1)
    async with office.store.transaction() as session:
        await reach.lose(session, person.id, "30003", due, due + timedelta(hours=4))
        await reach.lose(session, gone.id, "30006", due)
    await at(office, due + timedelta(minutes=1))
    assert office.texts(person) == []
    await at(office, due + timedelta(hours=4))
    assert (len(office.texts(person)), office.texts(gone)) == (1, [])


async def test_what_an_outage_kept_from_being_said_is_reported_though_they_came_by_now(
    office: Office,
) -> None:
    person = await office.person()
    workshop = await session_at(office, THURSDAY)
    number = await book(office, person, workshop)
    await at(office, THURSDAY - timedelta(days=1))
    office.clock.time = THURSDAY + timedelta(hours=3)
    async with office.store.transaction() as session:
        await note(session, [number], "attended", office.clock.now())
    await office.work()
    assert await given_up(office, person) == [("workshop_two_hours_before", "late")]


async def test_a_day_before_is_the_same_hour_where_clocks_change_between(office: Office) -> None:
    person = await office.person()
    sunday = datetime(2026, 3, 8, 12, tzinfo=ZONE)  # daylight saving began at two
    await book(office, person, await session_at(office, sunday))
    await at(office, datetime(2026, 3, 7, 11, 59, tzinfo=ZONE))
    assert office.texts(person) == []
    await at(office, datetime(2026, 3, 7, 12, tzinfo=ZONE))
    assert len(office.texts(person)) == 1


async def test_two_at_once_are_joined_and_a_third_waits_two_hours(office: Office) -> None:
    person = await office.person()
    ends_at = THURSDAY + timedelta(days=6)
    await license_of(office, person, ends_at=ends_at, last_used_at=THURSDAY - timedelta(days=15))
    await book(office, person, await session_at(office, THURSDAY))
    await at(office, THURSDAY - timedelta(days=1))
    [told] = office.texts(person)
    lines = told.split("\n")
    assert lines[0].startswith("It has been two weeks since you last used Coursera.")
    assert lines[1] == "Your Coursera license ends on March 11, 2026. You can ask to renew it now."
    assert lines[2].startswith("Your class: Computer basics")
    assert lines[2:][-1] == "3 I can't come"
    await at(office, THURSDAY - timedelta(hours=23))
    assert len(office.texts(person)) == 1


async def test_what_was_joined_to_something_more_urgent_does_not_lapse_with_it(
    office: Office,
) -> None:
    person = await office.person()
    await license_of(office, person, ends_at=THURSDAY + timedelta(days=6))
    await book(office, person, await session_at(office, THURSDAY))
    office.clock.time = THURSDAY - timedelta(days=1)
    await office.write()
    assert office.texts(person) == []  # their provider is down until the class is over
    for hours in (3, 4):
        await at(office, THURSDAY + timedelta(hours=hours))
    [told] = office.texts(person)
    assert told.startswith("Your Coursera license ends on March 11, 2026.")
    assert ("workshop_a_day_before", "late") in await given_up(office, person)


async def test_who_stopped_gets_nothing_and_is_listed(office: Office) -> None:
    person = await office.person(stopped=MONDAY)
    await book(office, person, await session_at(office, THURSDAY))
    await at(office, THURSDAY - timedelta(days=1))
    async with office.store.transaction() as session:
        found = await office.reminding.overview(session, office.clock.now(), 1_000)
    mine = [due for due in found if due.conversation_id == person.id]
    assert [(due.kind, due.hold) for due in mine] == [("workshop_a_day_before", "opted_out")]
    await at(office, THURSDAY)
    assert office.texts(person) == []
    assert [reason for _, reason in await given_up(office, person)] == ["opted_out"] * 2


async def test_no_more_than_so_many_a_week(office: Office) -> None:
    person = await office.person()
    for day in range(3, 17):
        await book(office, person, await session_at(office, MONDAY + timedelta(days=day)))
    for day in range(2, 17):
        await at(office, MONDAY + timedelta(days=day, hours=-2))
        await at(office, MONDAY + timedelta(days=day))
    times = [got.at for got in office.phones.got[person.id]]
    assert len(times) > office.rules.per_week
    for index, since in enumerate(times):
        within = [each for each in times[index:] if each < since + timedelta(days=7)]
        assert len(within) <= office.rules.per_week


async def test_what_was_found_and_not_kept_is_found_again_at_once(office: Office) -> None:
    person = await office.person()
    await book(office, person, await session_at(office, THURSDAY))
    office.clock.time = THURSDAY - timedelta(hours=20)
    async with office.store.transaction() as session:
        await office.reminding.remind(session, office.clock.now())
        await session.rollback()
    await office.work()
    assert len(office.texts(person)) == 1
