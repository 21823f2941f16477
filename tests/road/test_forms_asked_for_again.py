"""Who asks again for what is being asked about hears the question again; the next answer counts."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from bot.settings import ROOT
from tests.conftest import SharedService
from tests.harness.answers import count_of_answers
from tests.harness.phone import Phone
from tests.harness.workshops import add_session
from tests.road.test_workshops import HOLD

RULES = Path(ROOT) / "dialogues" / "rules.yml"
NOT_UNDERSTOOD = ("I did not get that", "I still do not get it")
ASKED_BY = {
    "take_survey": "i want to take the survey",
    "check_eligibility": "do we qualify",
    "request_license": "i want a coursera license",
    "find_workshops": "what computer classes are there",
    "book_workshop": "i want to book a class",
    "reschedule_workshop": "i want to move my class",
    "cancel_workshop": "cancel my class",
    "check_status": "any news on my application?",
    "report_internet_problem": "i have a problem with the internet",
    "report_move": "i moved",
}
"""How each wish is said that a form sees to."""
NEXT_ANSWER = {"report_move": "60623"}
"""What answers the first question, where that is not "1"."""
OF_BOOKINGS = ("reschedule_workshop", "cancel_workshop")


def opening_intents() -> set[str]:
    """The intents whose rule begins a form."""
    found = set()
    for rule in yaml.safe_load(RULES.read_text("utf-8"))["rules"]:
        wish, *rest = rule["steps"]
        if rest and str(rest[0].get("action", "")).endswith("_form"):
            found |= {each["intent"] for each in wish.get("or", [wish])}
    return found


def test_every_form_is_tried() -> None:
    assert ASKED_BY.keys() == opening_intents()


@pytest.mark.parametrize("intent", ASKED_BY)
async def test_asked_for_again_the_question_is_repeated_and_the_answer_counts(
    service: SharedService, phone: Phone, database: psycopg.AsyncConnection[Any], intent: str
) -> None:
    provider_id = await phone.text("good morning to you")
    await count_of_answers(phone.database_url, provider_id)
    for days in (30, 31) if intent in OF_BOOKINGS else ():
        session_id = await add_session(service.database_url, days=days)
        await database.execute(HOLD, (session_id, "registered", 1, provider_id))
    *_, question = await phone.ask(ASKED_BY[intent])
    for _ in range(2):
        *_, again = said = await phone.ask(ASKED_BY[intent])
        assert again == question
        assert not any(part in text for text in said for part in NOT_UNDERSTOOD)
    *_, after = said = await phone.ask(NEXT_ANSWER.get(intent, "1"))
    assert after != question
    assert not any(part in text for text in said for part in NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("opening", "again"),
    [
        ("califico para el internet gratis?", "bajos ingresos"),
        ("do we qualify", "so do we count"),
    ],
)
async def test_what_asks_for_the_screener_in_other_words_repeats_its_question(
    phone: Phone, opening: str, again: str
) -> None:
    *_, question = await phone.ask(opening)
    assert await phone.ask(again) == [question]


async def test_the_screener_goes_on_after_a_stop_and_a_start(phone: Phone) -> None:
    *_, question = await phone.ask("do we qualify")
    await phone.ask("STOP")
    await phone.ask("START")
    assert await phone.ask("do we qualify") == [question]
    assert await phone.ask("1") != [question]
