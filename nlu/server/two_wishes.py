"""Two wishes in one message: "do i qualify and when is the next class?".

The intent of such a message is one of the two, and the other would go unheard. Where each half is
clear by itself, each is a message to Rasa of its own (see `server.input_channel`).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple

from server.readings import WISHES

SURE = 0.92
"""How sure both halves must be: with it, 3 of the 1,508 messages of dev and fresh are halved, which
hold one wish; at 0.8, 12 (docs/decisions/0005-understanding.md)."""
RANKED = 3
"""Both wishes are among so many readings of the whole message."""
FEWEST_WORDS, MOST_WORDS = 5, 60
"""Of a message that may hold two wishes."""
MOST_PLACES = 5
"""How many places of a message are tried: each takes Rasa some milliseconds."""

ALONE = frozenset({"delete_my_data", "give_feedback", "stop_messages"})
"""Wishes beside which nothing else is done: they silence or erase, or are all that is said."""
KINDS = (
    {
        "find_workshops",
        "book_workshop",
        "reschedule_workshop",
        "cancel_workshop",
        "ask_workshop_details",
    },
    {"request_license", "check_license", "renew_license", "ask_courses", "ask_certificate"},
    {"ask_program", "ask_cost", "ask_how_to_apply", "check_eligibility"},
    {"report_internet_problem", "report_move", "check_status"},
)
"""Wishes of one kind are one talk: "are there classes on saturday, and sign me up"."""

FORMS = frozenset(
    [
        "check_eligibility",
        "check_status",
        "report_internet_problem",
        "report_move",
        "request_license",
        "find_workshops",
        "book_workshop",
        "reschedule_workshop",
        "cancel_workshop",
        "take_survey",
    ]
)
"""Wishes that open a form, which asks: what else was asked for is answered before."""
LISTS = frozenset({"ask_courses", "ask_jobs"})
"""Wishes that are answered with choices, but open no form that could wait for another's end."""

AND = r"(?:y|e|and|n|&|plus|also|too|then|tambi[eé]n|adem[aá]s|aparte)"
PLACE = re.compile(rf"(?:(?<=[.?!;])|\n|,|(?=\s{AND}\s))\s*(?:{AND}\s+)*", re.IGNORECASE)
"""Where a message may be halved."""


class Wish(NamedTuple):
    """One half of a message."""

    text: str
    parsed: dict[str, Any]


async def two_wishes(
    whole: Wish, parse: Callable[[str], Awaitable[dict[str, Any]]]
) -> tuple[Wish, Wish] | None:
    """The two wishes of a message in their order, or None where it holds one.

    `parse` understands a text, as Rasa does.
    """
    ranked = {reading["name"] for reading in whole.parsed["intent_ranking"][:RANKED]}
    for one, other in _places(whole.text):
        first, second = Wish(one, await parse(one)), Wish(other, await parse(other))
        if _are_two(first, second) and {_intent(first), _intent(second)} <= ranked:
            return first, second
    return None


def in_order(first: Wish, second: Wish) -> tuple[Wish, Wish]:
    """The two as they are to be seen to: one that opens a form last, and of two such the first.

    A form that opens over another pauses it, and gives the word back when it ends.
    """
    return (second, first) if _intent(first) in FORMS else (first, second)


def _places(text: str) -> Iterator[tuple[str, str]]:
    if not FEWEST_WORDS <= len(text.split()) <= MOST_WORDS:
        return
    places = (
        (text[: place.start()].strip(" ,"), text[place.end() :].strip())
        for place in PLACE.finditer(text)
    )
    worth_it = [halves for halves in places if min(len(half.split()) for half in halves) > 1]
    yield from worth_it[:MOST_PLACES]


def _are_two(first: Wish, second: Wish) -> bool:
    intents = {_intent(first), _intent(second)}
    if min(wish.parsed["intent"]["confidence"] for wish in (first, second)) < SURE:
        return False
    if len(intents) < 2 or not intents <= WISHES - ALONE:
        return False
    is_list_beside_form = intents <= FORMS | LISTS and intents & LISTS
    return not is_list_beside_form and not any(intents <= kind for kind in KINDS)


def _intent(wish: Wish) -> str:
    return str(wish.parsed["intent"]["name"])
