"""What a text is made of, once its words for days and times are found."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

DAY_MINUTES = 24 * 60


class Which(Enum):
    """Which of all days of a name."""

    BARE = auto()
    THIS = auto()
    COMING = auto()
    NEXT = auto()
    EVERY = auto()


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, 0 being Monday."""

    index: int
    which: Which = Which.BARE


@dataclass(frozen=True, slots=True)
class Dates:
    """Days of the calendar."""

    days: frozenset[date]
    is_span: bool = False
    """Whether it is a stretch such as a week, within which other words name days."""


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A stretch of the day, in minutes from midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day as it was said."""

    hour: int
    minute: int = 0
    is_afternoon: bool | None = None
    """None where it was not said and the hour does not tell."""
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class ClockRange:
    """From one time of day to another, in minutes from midnight."""

    start: int
    end: int


class Edge(Enum):
    """What a word makes of the day or time beside it."""

    BEFORE = auto()
    UNTIL = auto()
    AFTER = auto()
    SINCE = auto()


class Joint(Enum):
    """What words between days and times do."""

    OR = auto()
    BUT = auto()
    COMMA = auto()
    EXCEPT = auto()
    NOT_THAT = auto()
    """Takes back the day before it."""
    ONWARDS = auto()
    """ "From then on", said after a day or time."""
    OR_EARLIER = auto()
    ANY = auto()
    """Any time will do."""


type Thing = Weekday | Dates | PartOfDay | ClockTime | ClockRange | Edge | Joint


@dataclass(frozen=True, slots=True)
class Item:
    """A thing and where in the text it was said."""

    start: int
    end: int
    thing: Thing
