"""Reminders are answered days later, in their context, before and after what they are about.

What is due is written by the service's own code on its database, by the clock of a place where it
is noon; its workers would do so by themselves, by day.
"""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bot.channels.web.channel import WebChat
from bot.conversation.catalog import Catalog
from bot.conversation.decent_hours import DecentHours
from bot.conversation.reminding import Reminding
from bot.store.database import Database
from tests.conftest import SharedService
from tests.harness.reminders import CONTENT, where_it_is_noon
from tests.harness.visitor import Visitor
from tests.harness.workshops import add_session

BOOK = """
    INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,
        created_at, updated_at)
    SELECT %s, resident_id, c.id, '', 'registered', now() - interval '5 days', now()
    FROM conversations c JOIN inbound_messages m ON m.conversation_id = c.id WHERE m.id = %s
    RETURNING id"""
SOON = """UPDATE workshop_sessions SET starts_at = now() + interval '23 hours',
    ends_at = now() + interval '25 hours' WHERE id = %s"""
PASS = """UPDATE workshop_sessions SET starts_at = starts_at - interval '3 days',
    ends_at = ends_at - interval '3 days' WHERE id = %s"""
STATE = "SELECT state, confirmed_at IS NOT NULL FROM registrations WHERE id = %s"


class Reminded:
    """A visitor who has a seat tomorrow and was reminded of it."""

    def __init__(self, visitor: Visitor, database: psycopg.AsyncConnection[Any]) -> None:
        self.visitor = visitor
        self.database = database
        self.mark = f"hello there {uuid.uuid4().int}"
        """What they wrote first, and nobody else."""
        self.session_id = ""
        self.number = 0

    async def prepare(self, service: SharedService, **of_session: Any) -> None:
        """They write, get a seat for tomorrow, where it is noon, and are reminded."""
        starts_at = datetime.now(UTC) + timedelta(days=1)
        hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        self.session_id = await add_session(service.database_url, days=1, **hours, **of_session)
        cursor = await self.database.execute(BOOK, (self.session_id, await self._id()))
        [self.number] = await cursor.fetchone() or (0,)
        await remind(service)

    async def _id(self) -> str:
        cursor = await self.database.execute(
            "SELECT id FROM inbound_messages WHERE text = %s", (self.mark,)
        )
        [found] = await cursor.fetchone() or ("",)
        return str(found)

    async def ask(self, text: str) -> list[str]:
        """What is answered; the reminder itself left out."""
        texts = [answer["text"] for answer in await self.visitor.ask(text)]
        return [each for each in texts if not each.startswith("Your class: ")]

    async def state(self) -> tuple[str, bool]:
        """Their booking, and whether they confirmed it."""
        cursor = await self.database.execute(STATE, (self.number,))
        state, is_confirmed = await cursor.fetchone() or ("gone", False)
        return str(state), bool(is_confirmed)


async def remind(service: SharedService) -> None:
    """Writes what is due now."""
    zone = ZoneInfo(where_it_is_noon())
    hours = DecentHours(zone, time(8), time(20))
    catalog = Catalog(CONTENT.texts(), zone)
    reminding = Reminding(CONTENT, catalog, {"web": WebChat()}, hours, zone)
    database = Database(service.database_url)
    async with database.transaction() as session:
        await reminding.remind(session, datetime.now(UTC))
    await database.close()


@pytest.fixture
async def reminded(
    service: SharedService, visitor: Visitor, database: psycopg.AsyncConnection[Any]
) -> Reminded:
    """Somebody who was reminded."""
    one = Reminded(visitor, database)
    await visitor.ask(one.mark)
    await one.prepare(service)
    return one


@pytest.mark.parametrize("yes", ["1", "yes", "sí", "yes we will both be there"])
async def test_yes_says_that_they_come(reminded: Reminded, yes: str) -> None:
    told = await reminded.ask(yes)
    assert "Computer basics" in told[0] or "Computación básica" in told[0]
    assert await reminded.state() == ("registered", True)


@pytest.mark.parametrize("no", ["3", "no puedo ir", "sorry i have to work tomorrow, i cant go"])
async def test_no_gives_the_seat_up_once_they_are_sure(reminded: Reminded, no: str) -> None:
    await reminded.ask(no)
    assert await reminded.state() == ("registered", False)
    await reminded.ask("1")
    assert (await reminded.state())[0] == "canceled"


async def test_a_question_is_about_what_they_were_reminded_of(
    reminded: Reminded, service: SharedService
) -> None:
    titles = {"en": "Spreadsheets", "es": "Hojas de cálculo"}
    other = await add_session(service.database_url, days=12, childcare=False, titles=titles)
    await reminded.database.execute(
        "INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state, "
        "created_at, updated_at) SELECT %s, resident_id, conversation_id, '', 'registered', "
        "now(), now() FROM registrations WHERE id = %s",
        (other, reminded.number),
    )
    [told] = await reminded.ask("can i bring my kids")
    assert "Computer basics" in told
    sure = await reminded.ask("i cant make it")
    assert "Computer basics" in sure[-1]


@pytest.mark.parametrize("asked", ["will you remind me?", "y cuándo me avisan?"])
async def test_they_hear_when_they_are_reminded(reminded: Reminded, asked: str) -> None:
    told = " ".join(await reminded.ask(asked))
    assert "reminder" in told or "aviso" in told
    assert await reminded.state() == ("registered", False)


async def test_another_dialogue_that_is_under_way_goes_on(
    visitor: Visitor, service: SharedService, database: psycopg.AsyncConnection[Any]
) -> None:
    one = Reminded(visitor, database)
    await visitor.ask(one.mark)
    [*_, question] = [said["text"] for said in await visitor.ask("do i qualify for the internet")]
    await one.prepare(service)
    [seen, *_, asked_on] = await one.ask("yes")
    assert seen.startswith("Great, see you there")
    assert asked_on == question
    assert await one.state() == ("registered", True)
    [*_, after] = await one.ask("yes")
    assert after != question


@pytest.mark.parametrize("said", ["1", "3", "can i bring my kids", "no puedo ir"])
async def test_after_the_event_they_hear_that_it_is_over(reminded: Reminded, said: str) -> None:
    await reminded.database.execute(PASS, (reminded.session_id,))
    told = await reminded.ask(said)
    assert told[0].startswith(("Computer basics was on", "Computación básica fue el"))
    assert await reminded.state() == ("registered", False)
