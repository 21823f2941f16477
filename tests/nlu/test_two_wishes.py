"""Two wishes in one message are told apart where both are clear, and nowhere else."""

import asyncio
from typing import Any

import pytest
from server.readings import WISHES
from server.two_wishes import ALONE, FORMS, KINDS, LISTS, MOST_WORDS, Wish, in_order, two_wishes

MEANS = {
    "do i qualify": "check_eligibility",
    "do i qualify?": "check_eligibility",
    "califico": "check_eligibility",
    "si califico": "check_eligibility",
    "when is the next class": "find_workshops",
    "cuando hay clases": "find_workshops",
    "sign me up": "book_workshop",
    "is it free?": "ask_cost",
    "que papeles piden": "ask_documents",
    "mi solicitud como va": "check_status",
    "stop texting me": "stop_messages",
}


def parsed(text: str, ranking: tuple[str, ...] = ()) -> dict[str, Any]:
    """As Rasa would: sure of the texts above, unsure of all others."""
    name, sure = (MEANS[text], 1.0) if text in MEANS else ("out_of_scope", 0.4)
    ranked = [{"name": each, "confidence": 0.3} for each in ranking or (name,)]
    return {"intent": {"name": name, "confidence": sure}, "intent_ranking": ranked}


async def parse(text: str) -> dict[str, Any]:
    return parsed(text)


def told_apart(text: str, *ranking: str) -> list[str] | None:
    whole = Wish(text, parsed(text, ranking or tuple(MEANS.values())[::2][:3]))
    wishes = asyncio.run(two_wishes(whole, parse))
    return [wish.text for wish in wishes] if wishes else None


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("do i qualify and when is the next class", ["do i qualify", "when is the next class"]),
        ("do i qualify? When is the next class", None),
        ("do i qualify? when is the next class", ["do i qualify?", "when is the next class"]),
        ("si califico, y también cuando hay clases", ["si califico", "cuando hay clases"]),
        ("is it free? y que papeles piden", None),
    ],
)
def test_where_a_message_is_halved(text: str, halves: list[str] | None) -> None:
    assert told_apart(text, "check_eligibility", "find_workshops") == halves


@pytest.mark.parametrize(
    "text",
    [
        "do i qualify and",
        "and do i qualify",
        "when is the next class and sign me up",
        "do i qualify and stop texting me",
        "do i qualify and do i qualify",
        "my kids and i live with my mom",
        "do i qualify and when is the next class " + "please " * MOST_WORDS,
    ],
)
def test_one_wish_stays_one(text: str) -> None:
    assert told_apart(text, *MEANS.values()) is None


def test_the_whole_message_must_allow_for_both() -> None:
    text = "do i qualify and when is the next class"
    assert told_apart(text, "find_workshops", "ask_jobs", "greet") is None


def test_what_opens_a_form_is_seen_to_last_and_the_first_of_two_forms_speaks_first() -> None:
    form, other = Wish("1", parsed("do i qualify")), Wish("2", parsed("when is the next class"))
    answer = Wish("3", parsed("is it free?"))
    assert in_order(form, other) == (other, form)
    assert in_order(answer, form) == (answer, form)
    assert in_order(form, answer) == (answer, form)


def test_only_wishes_are_named() -> None:
    assert ALONE | FORMS | LISTS | frozenset().union(*KINDS) <= WISHES
