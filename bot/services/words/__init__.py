"""How people put an answer, by language: `en.yml`, `es.yml`. A new language is one more file.

Residents mix languages within one message, so the words of all languages are always tried together.
"""

import re
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent


class Words(BaseModel):
    """One language's file: each field is a regular expression over plain text (see `phrases`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    yes: str
    no: str
    after_no: str
    unsure: str
    skip: str
    back: str
    visiting: str
    """Words for a visit that look like a wish for no more messages: "stop by the office"."""
    send_again: str
    internet_bill: str
    internet_slow: str
    internet_equipment: str
    internet_none: str
    still_broken: str
    works_again: str
    fillers: str
    correction: str
    negators: str
    breaks: str
    negated_after: str
    household: str
    others: str
    hypothetical: str
    about_us_not: str
    about_program: str
    """A sentence with such words asks for the program, and tells nothing of a home."""
    also: str
    children: str
    grades: str
    zip_code: str
    beginner: str
    intermediate: str
    advanced: str
    numbers: dict[str, int]
    me_too: str
    and_me: str
    """The resident comes with others, who are named beside."""
    for_me: str
    relatives: str
    no_name: str
    called: str
    childcare: str
    bring: str
    parking: str
    place: str
    reminder: str
    """When and whether we write before it."""
    schedule: str
    seats: str
    license: str
    how_long: str
    not_have: str
    my_class: str
    ordinals: dict[str, int]
    list_words: str
    """What may stand between and around the numbers of a list of choices."""
    all_of_them: str
    none_of_them: str
    last: str
    language_called: str
    """What the language is called besides its name."""
    asks_for_language: str
    """Words to us before a language that is wished for, though there is a "no" among them."""
    asks_in_language: str
    """The same, with the language."""
    asks_if_question: str
    """A whole clause up to a language, where it is a question: "no spanish?"."""
    or_language: str
    """What joins two languages of which the same is said."""
    hardly_before: str
    """What tells, right before a language, that it is spoken badly or not wanted."""
    hardly_after: str
    stops_language: str
    """Words before a language that we are to end."""
    complains_before: str
    """Words before a language that came unasked."""
    begins_wish: str
    """A word with which a wish begins, where an earlier "no" ends."""
    governed_wish: str
    """A word before it by which it belongs to that "no": "I can't read or write"."""


@cache
def all_words() -> tuple[Words, ...]:
    """Every language's words."""
    return tuple(words_of(file.stem) for file in sorted(FOLDER.glob("*.yml")))


@cache
def words_of(language: str) -> Words:
    """One language's words."""
    return Words.model_validate(yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8")))


@cache
def pattern(field: str) -> re.Pattern[str]:
    """One field of every language, as whole words."""
    return whole("|".join(getattr(words, field) for words in all_words()))


@cache
def whole(says: str) -> re.Pattern[str]:
    """A pattern that matches whole words only."""
    return re.compile(rf"(?<!\w)(?:{says})(?!\w)")


def number(word: str) -> int | None:
    """A whole number in digits or words."""
    if word.isdecimal():
        return int(word)
    return next((words.numbers[word] for words in all_words() if word in words.numbers), None)


def ordinal(word: str) -> int | None:
    """The position a word names: 1 for "first" or "primera"."""
    return next((words.ordinals[word] for words in all_words() if word in words.ordinals), None)
