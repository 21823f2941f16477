"""Reminders as data: what each kind follows, when it goes out, and until when it makes sense."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PlainValidator, model_validator

from bot.services.content.models import Part, Text, TimeOfDay

EARLIEST, LATEST = time(8), time(21)
"""Outside these, nobody is written to unasked (47 CFR 64.1200(c)(1); messaging-facts §3)."""

Occasion = Literal[
    "session_start",
    "session_missed",
    "seat_offer_end",
    "license_granted",
    "license_last_use",
    "license_end",
    "application_status",
    "screener_left",
    "survey_open",
]
"""What can be followed; `bot.services.reminders.occasions` finds each in the data."""

_SESSION = frozenset(
    {"title", "day", "time", "end", "address", "zip_code", "session", "who", "bring"}
)
_LICENSE = frozenset({"provider", "ends_on"})
PLACEHOLDERS: Final[dict[Occasion, frozenset[str]]] = {
    "session_start": _SESSION,
    "session_missed": _SESSION | {"next"},
    "seat_offer_end": _SESSION | {"until"},
    "license_granted": _LICENSE,
    "license_last_use": _LICENSE,
    "license_end": _LICENSE,
    "application_status": frozenset({"status"}),
    "screener_left": frozenset(),
    "survey_open": frozenset(),
}
"""What the texts of a kind may name in braces."""
OPTIONS: Final = frozenset({"registration", "session"})
"""What the options of its choices may."""

_NAMED = re.compile(r"\{(\w*)\}")
_OFFSET = re.compile(r"(\d+) (minutes?|hours?|days?|weeks?) (before|after)|at once")


@dataclass(frozen=True)
class Offset:
    """So long before or after an occasion: days by the calendar, hours and minutes by the clock."""

    days: int = 0
    minutes: int = 0

    def of(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The moment so long before or after another; daylight saving moves no days."""
        local = moment.astimezone(zone) + timedelta(days=self.days)
        return local.astimezone(moment.tzinfo) + timedelta(minutes=self.minutes)

    def reversed(self) -> "Offset":
        """So long in the other direction."""
        return Offset(-self.days, -self.minutes)

    def __str__(self) -> str:
        """As a rule puts it."""
        if not (self.days or self.minutes):
            return "at once after"
        count, unit = (self.days, "day") if self.days else (self.minutes, "minute")
        if unit == "minute" and count % 60 == 0:
            count, unit = count // 60, "hour"
        plural = "" if abs(count) == 1 else "s"
        return f"{abs(count)} {unit}{plural} {'before' if count < 0 else 'after'}"

    @property
    def roughly(self) -> timedelta:
        """Its length, where a day has 24 hours."""
        return timedelta(days=self.days, minutes=self.minutes)


def _offset(raw: object) -> Offset:
    match = _OFFSET.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        raise ValueError("is no time such as 2 hours before, 1 day after or at once; write one")
    if match[0] == "at once":
        return Offset()
    count = int(match[1]) * (-1 if match[3] == "before" else 1)
    match match[2].removesuffix("s"):
        case "minute":
            return Offset(minutes=count)
        case "hour":
            return Offset(minutes=60 * count)
        case "week":
            return Offset(days=7 * count)
    return Offset(days=count)


When = Annotated[Offset, PlainValidator(_offset)]


class ReminderChoice(Part):
    """An answer that is offered with a reminder."""

    label: str
    """The key of its label in `locales/`; the words that mean it are under `<key>.words`."""
    intent: str
    option: str | None = None
    """What it names, with the occasion's facts in it: `booking:{registration}`."""


class ReminderKind(Part):
    """One kind: a rule and its text."""

    follows: Occasion
    when: When
    until: When
    """From then on it makes no sense any more."""
    topic: Literal["reminders", "campaigns"] = "reminders"
    """What somebody stops who wants no more of these."""
    states: list[str] = Field(default_factory=list)
    """Of `application_status`: only these."""
    text: Text
    """What is told, without a question: several of these may stand in one message."""
    question: Text | None = None
    """What is asked then, before the choices."""
    choices: list[ReminderChoice] = Field(default_factory=list)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.until.roughly <= self.when.roughly:
            raise ValueError("ends before it begins; write an `until` that is after `when`")
        known = PLACEHOLDERS[self.follows]
        texts = [*self.text.values(), *(self.question or {}).values()]
        options = [choice.option or "" for choice in self.choices]
        unknown = (_named(texts) - known) | (_named(options) - OPTIONS)
        if unknown:
            raise ValueError(
                f"names {', '.join(sorted(unknown))}, but {self.follows} knows only "
                f"{', '.join(sorted(known)) or 'nothing'}; write one of these"
            )
        if self.states and self.follows != "application_status":
            raise ValueError("has states, which only application_status has; drop them")
        return self


def _named(texts: list[str]) -> set[str]:
    return {name for text in texts for name in _NAMED.findall(text)}


def _within_the_law(hours: "DecentTimes") -> "DecentTimes":
    if not EARLIEST <= hours.begin < hours.end <= LATEST:
        raise ValueError("is not within 08:00 and 21:00; write hours that are")
    return hours


class DecentTimes(Part):
    """From when until when people may be written to unasked, by the city's clock."""

    begin: TimeOfDay = EARLIEST
    end: TimeOfDay = time(20)


class Reminders(Part):
    """How people are written to unasked, and what about."""

    hours: Annotated[DecentTimes, AfterValidator(_within_the_law)] = DecentTimes()
    hours_between: Annotated[float, Field(ge=2, strict=False)] = 2
    """Two messages that nobody asked for are never closer to each other."""
    per_week: Annotated[int, Field(ge=1, strict=False)] = 5
    """How many of them anybody gets at most within seven days."""
    kinds: dict[str, ReminderKind] = Field(default_factory=dict)

    @property
    def gap(self) -> timedelta:
        """The time between two of them."""
        return timedelta(hours=self.hours_between)
