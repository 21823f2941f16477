"""How people name days and times, by language: `en.yml`, `es.yml`. A new language is one more file.

Residents mix languages within one message, so the words of all languages are always tried together.
The names of weekdays and months come from Babel.
"""

from functools import cache
from pathlib import Path

import yaml
from babel import Locale
from pydantic import BaseModel, ConfigDict

from bot.services.when.text import fold


class Part(BaseModel):
    """A part of the day, in hours."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    says: str
    start: int
    end: int
    today: bool = False
    """Whether its words name this very day."""


class Holiday(BaseModel):
    """A day known by its name: a day of a month, or its nth weekday (0 is Monday, -1 the last)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    month: int
    day: int | None = None
    weekday: int | None = None
    nth: int = 1
    later: int = 0
    """Days after that one."""


class Words(BaseModel):
    """One language's file: a text is a regular expression over folded text (see `fold`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    greetings: str
    no_time: str
    weekdays: dict[str, int]
    """Short and misspelt names, 0 being Monday."""
    months: dict[str, int]
    unclear_months: str
    """Names that mean a month only beside a number or after a preposition."""
    today: str
    tonight: str
    tomorrow: str
    day_after_tomorrow: str
    over: str
    """What lies in the past."""
    weekend: str
    next_weekend: str
    coming_weekend: str | None = None
    weekends: str
    this_week: str
    next_week: str
    this_month: str
    next_month: str
    workdays: str
    worknights: str
    month_begins: str
    month_middle: str
    month_ends: str
    the_month: str
    end_of_year: str
    week_of: str
    this: str
    next: str
    coming: str
    coming_after: str
    every: str
    in_this_long: str
    from_now: str
    a_few: str
    days: str
    weeks: str
    months_long: str
    hours_long: str
    any_time: str
    before: str
    until: str
    after: str
    since: str
    onwards: str
    or_earlier: str
    at: str
    about: str
    on_day: str
    of: str
    in_month: str
    counted: str
    """What a number before it counts, so that it is no time and no day."""
    to: str
    between: str
    between_and: str
    or_: str
    except_: str
    but: str
    no_after_day: str
    oclock: str
    half_past: str | None = None
    quarter_past: str | None = None
    quarter_to: str
    and_half: str
    and_quarter: str
    number_words: dict[str, int]
    before_noon: str
    after_noon: str
    parts: dict[str, Part]
    holidays: dict[str, Holiday]
    ordinals: dict[str, int]


@cache
def all_words() -> dict[str, Words]:
    """Every language's words."""
    files = sorted(Path(__file__).parent.glob("*.yml"))
    return {
        file.stem: Words.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in files
    }


@cache
def says(field: str) -> str:
    """One field of every language, as one group of a regular expression."""
    found = [getattr(words, field) for words in all_words().values()]
    return f"(?:{'|'.join(part for part in found if part)})"


@cache
def weekdays() -> dict[str, int]:
    """Weekdays by every name of theirs, 0 being Monday."""
    return _names("days", "weekdays")


@cache
def months() -> dict[str, int]:
    """Months by every name of theirs."""
    return _names("months", "months")


@cache
def numbers() -> dict[str, int]:
    """Numbers in words."""
    return {k: v for words in all_words().values() for k, v in words.number_words.items()}


@cache
def ordinals() -> dict[str, int]:
    """First, second, … last (-1), in words."""
    return {k: v for words in all_words().values() for k, v in words.ordinals.items()}


def one_of(names: dict[str, int]) -> str:
    """Any of these names, longest first, as one group of a regular expression."""
    return f"(?:{'|'.join(sorted(names, key=len, reverse=True))})"


def _names(of_locale: str, of_words: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for language, words in all_words().items():
        named = getattr(Locale.parse(language), of_locale)["format"]
        for width in ("wide", "abbreviated"):
            found |= {fold(name).rstrip("."): index for index, name in named[width].items()}
        found |= getattr(words, of_words)
    return found
