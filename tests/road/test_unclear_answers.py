"""What is neither a yes nor a no is never taken for one: it is asked again, and nothing happens."""

from typing import Any

import psycopg
import pytest

from tests.conftest import SharedService
from tests.harness.phone import Phone
from tests.harness.workshops import add_session
from tests.road.test_reminded import Reminded, reminded
from tests.road.test_workshops import put_in, state_of

__all__ = ["reminded"]

Connection = psycopg.AsyncConnection[Any]
UNKNOWN = ["escape", "😡"]
"""Words the model does not know, and takes for a weak yes."""
ASKED = {
    "screener": ["do we qualify"],
    "license": ["i want a coursera license"],
    "its address": [
        "i want a coursera license",
        "yes",
        "data",
        "3",
        "1",
        "resident@example.org",
    ],
    "survey": ["i want to take the survey"],
    "repair": ["my internet is not working"],
}
"""What is said until a form asks for a yes or a no."""
NOT_UNDERSTOOD = ["Sorry, I did not get that."]


@pytest.mark.parametrize("word", UNKNOWN)
@pytest.mark.parametrize("said", ASKED.values(), ids=ASKED)
async def test_a_form_asks_again(phone: Phone, said: list[str], word: str) -> None:
    for text in said:
        *_, question = await phone.ask(text)
    again = await phone.ask(word)
    assert again[:1] == NOT_UNDERSTOOD
    assert again[-1] == question
    assert (await phone.ask("yes"))[-1] != question


@pytest.mark.parametrize("yes", ["yep", "uh huh", "simón", "sii porfa", "1", "👍", "you bet"])
async def test_what_is_known_for_a_yes_is_one(phone: Phone, yes: str) -> None:
    *_, question = await phone.ask("do we qualify")
    [after] = await phone.ask(yes)
    assert after != question
    assert "get that" not in after


@pytest.mark.parametrize("word", UNKNOWN)
async def test_a_seat_is_not_given_up(
    service: SharedService, phone: Phone, database: Connection, word: str
) -> None:
    session_id = await add_session(service.database_url, days=32)
    number = await put_in(database, phone, session_id, "registered", 1)
    [question] = await phone.ask("cancel my class")
    assert await phone.ask(word) == [*NOT_UNDERSTOOD, question]
    assert await state_of(database, number) == "registered"
    await phone.ask("yes")
    assert await state_of(database, number) == "canceled"


@pytest.mark.parametrize("word", UNKNOWN)
async def test_a_seat_that_is_held_is_neither_taken_nor_let_go(
    service: SharedService, phone: Phone, database: Connection, word: str
) -> None:
    session_id = await add_session(service.database_url, days=33)
    number = await put_in(database, phone, session_id, "offered", 3)
    [answer] = await phone.ask(word)
    assert "I did not get that" in answer
    assert await state_of(database, number) == "offered"
    await phone.ask("yes")
    assert await state_of(database, number) == "registered"


@pytest.mark.parametrize("word", UNKNOWN)
async def test_a_reminder_stays_open(reminded: Reminded, word: str) -> None:
    [answer] = await reminded.ask(word)
    assert "I did not get that" in answer
    assert await reminded.state() == ("registered", False)
    await reminded.ask("1")
    assert await reminded.state() == ("registered", True)


@pytest.mark.parametrize("word", UNKNOWN)
@pytest.mark.parametrize(
    ("wish", "done"),
    [("please delete all my data", "will all be gone"), ("leave it already", "no more messages")],
)
async def test_a_grave_wish_is_asked_about_again(
    phone: Phone, wish: str, done: str, word: str
) -> None:
    await phone.ask("do we qualify")
    [question] = await phone.ask(wish)
    assert await phone.ask(word) == [question]
    [told] = await phone.ask("yes")
    assert done in told
