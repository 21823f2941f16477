"""Pieces of patterns that rules for days share, and what they give."""

from collections.abc import Iterable
from datetime import date

from bot.services.when.items import Dates, Thing
from bot.services.when.words import months, numbers, one_of, says, weekdays

WEEKDAY = one_of(weekdays())
MONTH = one_of(months())
DAY = rf"(?:[0-9]{{1,2}}|{one_of(numbers())})"
SUFFIX = r"(?:st|nd|rd|th|ro|er|o)?"
OF = rf"(?: (?:{says('of')}))?"
NO_TIME = r"(?!:| ?(?:am|pm)\b)"


def point(day: date) -> tuple[Thing, ...]:
    """One day."""
    return (Dates(frozenset({day})),)


def stretch(days: Iterable[date] | None) -> tuple[Thing, ...] | None:
    """A stretch of days, such as a week; None where there is none."""
    return (Dates(frozenset(days), is_span=True),) if days else None


def number(said: str) -> int:
    """A number in digits or words; "a week" is one."""
    return int(said) if said.isdecimal() else numbers().get(said, 1)
