"""What people get of everything else that is followed: licenses, applications, offers, news."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.services import consent
from bot.store.models import (
    Application,
    Conversation,
    InboundMessage,
    License,
    OutboundMessage,
    Registration,
)
from tests.harness.reminders import Office
from tests.reminders.people import (
    MONDAY,
    THURSDAY,
    at,
    book,
    license_of,
    session_at,
)


async def test_a_license_that_ends_is_told_three_times_until_it_is_renewed(office: Office) -> None:
    person = await office.person()
    ends_at = MONDAY + timedelta(days=31)
    one = await license_of(office, person, ends_at=ends_at)
    for days in (32, 30, 29, 7, 6):
        await at(office, ends_at - timedelta(days=days))
    assert len(office.texts(person)) == 2
    renewed = update(License).where(License.id == one.id)
    async with office.store.transaction() as session:
        await session.execute(renewed.values(ends_at=ends_at + timedelta(days=120)))
    await at(office, ends_at - timedelta(days=1))
    assert len(office.texts(person)) == 2


async def test_how_to_start_a_day_after_it_was_granted(office: Office) -> None:
    person = await office.person()
    await license_of(office, person, granted_at=MONDAY, ends_at=MONDAY + timedelta(days=120))
    await at(office, MONDAY + timedelta(days=1))
    [told] = office.texts(person)
    assert told.startswith("You have your Coursera license until June 30, 2026.")


async def test_who_missed_a_class_is_told_of_the_next(office: Office) -> None:
    person = await office.person("es")
    missed = await session_at(office, MONDAY + timedelta(hours=1), workshop="spreadsheets")
    again = MONDAY + timedelta(days=7)
    await session_at(office, again, workshop="spreadsheets", organization_id=missed.organization_id)
    number = await book(office, person, missed)
    office.clock.time = MONDAY + timedelta(hours=5)
    noted = update(Registration).where(Registration.id == number)
    async with office.store.transaction() as session:
        await session.execute(noted.values(state="missed", updated_at=office.clock.now()))
    await office.work()
    told = office.texts(person)[-1]
    assert told.startswith("No le vimos en Computacion basica.")
    assert "Las proximas: lun, 9 de mar, 10:00 a.m." in told


@pytest.mark.parametrize(
    ("status", "begins"),
    [
        ("approved", "There is news about your internet application. It now says: approved."),
        ("needs_documents", "Your internet application still needs papers."),
        ("received", None),
    ],
)
async def test_only_the_phone_on_file_hears_of_an_application(
    office: Office, status: str, begins: str | None
) -> None:
    person, other = await office.person(), await office.person()
    reference = uuid.uuid4().hex
    async with office.store.transaction() as session:
        session.add(
            Application(
                reference=reference,
                reference_key=reference,
                phone_hash=person.address_hash,
                phone_encrypted=b"",
                name_encrypted=b"",
                status=status,
                updated_on=MONDAY.date(),
                notes={},
            )
        )
    await office.work()
    told = office.texts(person)
    assert len(told) == (begins is not None)
    assert all(text.startswith(begins or "") for text in told)
    assert office.texts(other) == []


async def test_a_screener_that_was_left_is_asked_about_once(office: Office) -> None:
    person, back = await office.person(), await office.person()
    for each in (person, back):
        async with office.store.transaction() as session:
            session.add(question(each, office.clock.now()))
    async with office.store.transaction() as session:
        session.add(
            InboundMessage(
                conversation_id=back.id,
                channel="sms",
                provider_id=uuid.uuid4().hex,
                text="yes",
                received_at=office.clock.now() + timedelta(minutes=5),
            )
        )
    for days in (1, 2, 3):
        await at(office, MONDAY + timedelta(days=days))
        async with office.store.transaction() as session:
            session.add(question(person, office.clock.now()))
    assert len(office.texts(person)) == 1
    assert office.texts(back) == []


def question(person: Conversation, now: datetime) -> OutboundMessage:
    return OutboundMessage(
        conversation_id=person.id,
        key="content.criteria.D1.question",
        language="en",
        text="?",
        choices=[],
        status="sent",
        created_at=now,
    )


async def test_the_survey_is_another_topic(office: Office) -> None:
    person, stopped = await office.person(), await office.person()
    async with office.store.transaction() as session:
        await consent.opt_out(session, stopped.id, "no", MONDAY, "campaigns")
    await at(office, MONDAY + timedelta(days=7))
    assert len(office.texts(person)) == 1
    assert office.texts(stopped) == []


async def test_news_goes_only_to_who_was_told_our_terms(office: Office) -> None:
    told, never_told = await office.person(), await office.person(was_told=False)
    await at(office, MONDAY + timedelta(days=7))
    assert len(office.texts(told)) == 1
    assert office.texts(never_told) == []


async def test_an_offered_seat_is_told_of_before_it_lapses(office: Office) -> None:
    person = await office.person()
    number = await book(office, person, await session_at(office, THURSDAY))
    until = MONDAY + timedelta(hours=4)
    offered = update(Registration).where(Registration.id == number)
    async with office.store.transaction() as session:
        await session.execute(offered.values(state="offered", offered_until=until))
    await at(office, until - timedelta(minutes=90))
    assert office.texts(person)[0].startswith(
        "I still hold a seat for you: Computer basics, Thu, Mar 5, 10:00 AM. I can hold it until "
        "2:00 PM. Do you want it?"
    )
