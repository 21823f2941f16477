"""Whom a campaign reaches, who stands for it, and what is told of it afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.services import consent
from bot.services.campaigns import Draft, NotPossible
from bot.services.campaigns.audience import Audience
from bot.store.models import Conversation
from tests.campaigns.people import TEXTS, Staff
from tests.harness.reminders import Office
from tests.reminders.people import MONDAY


@pytest.fixture
async def staff(office: Office) -> AsyncIterator[Staff]:
    staff = Staff(office)
    await staff.prepare(2)
    yield staff
    await staff.forget()


async def test_everybody_gets_it_in_their_language_with_who_writes_and_how_to_end_it(
    staff: Staff,
) -> None:
    ana = await staff.person(language="es")
    number = await staff.create()
    await staff.approve(number)
    assert await staff.start(number) == 3
    await staff.at(MONDAY)
    assert staff.office.texts(staff.people[0]) == [
        "Enlace, Chicago (STOP to end): There are free computer classes near you. Shall I show "
        "you?\n1 Yes, tell me\n2 Not now"
    ]
    [text] = staff.office.texts(ana)
    assert text.startswith("Enlace, Chicago (ALTO para no recibir): Hay clases gratis")
    await staff.at(MONDAY + timedelta(hours=3))
    assert len(staff.office.texts(ana)) == 1
    assert await staff.state(number) == "finished"


async def test_who_has_not_agreed_or_stopped_gets_nothing_and_the_report_says_why(
    staff: Staff,
) -> None:
    never_told, stopped, no_news, gone, off = [await staff.person() for _ in range(5)]
    async with staff.office.store.transaction() as session:
        now = staff.office.clock.now()
        for who, change in (
            (never_told, {"terms_told_at": None}),
            (gone, {"unreachable_at": now}),
            (off, {"unreachable_at": now, "unreachable_until": now + timedelta(hours=1)}),
        ):
            changed = update(Conversation).where(Conversation.id == who.id).values(change)
            await session.execute(changed)
        await consent.opt_out(session, stopped.id, "stop", now)
        await consent.opt_out(session, no_news.id, "no more news", now, "campaigns")
    number = await staff.create()
    await staff.approve(number)
    await staff.start(number)
    await staff.at(MONDAY)
    assert staff.office.texts(off) == []  # it is tried later
    await staff.at(MONDAY + timedelta(hours=2))
    told = await staff.report(number)
    assert (told.chosen, told.sent) == (7, 3)
    assert told.skipped == {
        "not_agreed": 1,
        "opted_out": 1,
        "opted_out_of_topic": 1,
        "unreachable": 1,
    }
    assert all(staff.office.texts(who) == [] for who in (never_told, stopped, no_news, gone))


async def test_for_many_somebody_else_approves(staff: Staff) -> None:
    await staff.person()
    number = await staff.create(by="Ana")
    with pytest.raises(NotPossible, match="somebody else has to approve"):
        await staff.start(number)
    with pytest.raises(NotPossible, match="somebody else has to approve"):
        await staff.approve(number, by=" ANA ")
    await staff.approve(number, by="Rosa")
    with pytest.raises(NotPossible, match="approved already"):
        await staff.approve(number, by="Luz")
    assert await staff.start(number) == 3
    with pytest.raises(NotPossible, match="goes out and cannot be started"):
        await staff.start(number)


async def test_an_edit_takes_back_an_approval_and_who_edited_approves_it_no_more(
    staff: Staff,
) -> None:
    await staff.person()
    number = await staff.create(by="Ana")
    await staff.approve(number, by="Rosa")
    assert await staff.edit(number, "Other classes", by="Rosa")
    with pytest.raises(NotPossible, match="somebody else has to approve"):
        await staff.start(number)
    for writer in ("Ana", "rosa"):
        with pytest.raises(NotPossible, match="somebody else has to approve"):
            await staff.approve(number, by=writer)
    assert not await staff.edit(number, "Other classes")
    await staff.approve(number, by="Luz")
    await staff.start(number)
    with pytest.raises(NotPossible, match="goes out and cannot be edited"):
        await staff.edit(number, "Too late")


async def test_few_need_no_second_person_and_nobody_is_no_campaign(staff: Staff) -> None:
    assert await staff.start(await staff.create()) == 2
    nobody = Staff(staff.office)
    await nobody.prepare(0)
    number = await nobody.create()
    with pytest.raises(NotPossible, match="for nobody"):
        await nobody.start(number)


async def test_what_waits_in_line_when_it_is_paused_goes_out_when_it_goes_on(
    staff: Staff,
) -> None:
    number = await staff.create()
    await staff.start(number)
    await staff.office.send_campaigns()
    await staff.pause(number)
    await staff.at(MONDAY)
    assert all(staff.office.texts(person) == [] for person in staff.people)
    assert (await staff.report(number)).waiting == {"campaign_paused": 2}
    await staff.resume(number)
    await staff.at(MONDAY + timedelta(minutes=5))
    assert [len(staff.office.texts(person)) for person in staff.people] == [1, 1]
    assert (await staff.report(number)).waiting == {}


async def test_what_waits_when_it_is_canceled_never_goes_out_and_the_report_stays(
    staff: Staff,
) -> None:
    before, held, paused = [await staff.create() for _ in range(3)]
    await staff.cancel(before)
    with pytest.raises(NotPossible, match="was canceled and cannot be started"):
        await staff.start(before)
    for number in (held, paused):
        await staff.start(number)
    await staff.office.send_campaigns()
    await staff.cancel(held)
    await staff.pause(paused)
    await staff.office.let_out()
    await staff.cancel(paused)
    await staff.at(MONDAY)
    assert all(staff.office.texts(person) == [] for person in staff.people)
    for number in (held, paused):
        told = await staff.report(number)
        assert (told.chosen, told.skipped, told.waiting) == (2, {"campaign_canceled": 2}, {})
        assert await staff.state(number) == "canceled"
    with pytest.raises(NotPossible, match="was canceled and cannot be resumed"):
        await staff.resume(paused)


async def test_at_night_it_waits_and_after_its_last_day_it_is_given_up(staff: Staff) -> None:
    evening = MONDAY.replace(hour=20, minute=30)
    staff.office.clock.time = evening
    number = await staff.create(last_day=evening.date())
    await staff.start(number)
    await staff.at(evening)
    assert (await staff.report(number)).waiting == {"in_line": 2}
    await staff.at(evening + timedelta(hours=12))
    told = await staff.report(number)
    assert (told.sent, told.skipped) == (0, {"expired": 2})
    assert await staff.state(number) == "finished"


async def test_two_schedulers_at_once_write_each_once(staff: Staff) -> None:
    number = await staff.create()
    await staff.start(number)
    await asyncio.gather(*(staff.office.send_campaigns() for _ in range(4)))
    await staff.at(MONDAY)
    assert [len(staff.office.texts(person)) for person in staff.people] == [1, 1]


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"en": TEXTS["en"]}, "no text in es"),
        ({**TEXTS, "fr": "Bonjour"}, "text in fr"),
        ({**TEXTS, "en": "Hello {city}"}, "same placeholders"),
        (dict.fromkeys(TEXTS, "Hello {name}"), "names name"),
        (dict.fromkeys(TEXTS, "{phone}"), "fill in phone"),
        (dict.fromkeys(TEXTS, "Who? Come."), "asks before its end"),
        (dict.fromkeys(TEXTS, "Ask ana@example.org"), "e-mail"),
        (dict.fromkeys(TEXTS, "Call 312-555-0142"), "phone number"),
        (dict.fromkeys(TEXTS, "About 123-45-6789"), "somebody's number"),
        (dict.fromkeys(TEXTS, "See evil.example.com"), "links to"),
        (dict.fromkeys(TEXTS, "Reply YES to join"), "answer with YES"),
        (dict.fromkeys(TEXTS, "Responda CANCELAR"), "answer with CANCELAR"),
        (dict.fromkeys(TEXTS, "word " * 60), "segments"),
    ],
)
async def test_what_nobody_should_get_is_refused(
    staff: Staff, texts: dict[str, str], fault: str
) -> None:
    draft = Draft("x", texts, Audience(organization=staff.organization))
    async with staff.office.store.transaction() as session:
        found = await staff.office.campaign_texts.faults(session, draft)
    assert any(fault in line for line in found), found
