"""The days of the calendar that a group's days mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services.when import calendar
from bot.services.when.calendar import HORIZON, Days
from bot.services.when.groups import Day, Said
from bot.services.when.hours import Hours
from bot.services.when.items import Dates, Edge, Weekday, Which

EVENING = 17 * 60
"""From this minute of the day on, a weekday's bare name means the one of next week."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is said, in the city's own time, and of which hours of the day."""

    now: datetime
    hours: Hours
    is_excluded: bool = False
    """Whether it is said of what is taken out: "not saturday" means every one."""

    @property
    def minute(self) -> int:
        """Minutes since midnight."""
        return self.now.hour * 60 + self.now.minute

    @property
    def is_left_today(self) -> bool:
        """Whether something of the hours is still to come."""
        if not self.hours:
            return self.minute < EVENING
        return any(end > self.minute for _, end in self.hours)


def days_of(days: Sequence[Said[Day]], moment: Moment) -> Days:
    """The days meant: the days named, within the stretches named beside them."""
    spans = [said for said in days if is_span(said)]
    points = [said for said in days if not is_span(said)]
    within = _joined(spans, [_span(said, moment) for said in spans])
    named = within if any(said.is_other for said in points) else within | _dates(points)
    found = _joined(points, [_point(said.thing, named, moment) for said in points])
    if not (spans and points):
        return within | found
    if any(said.is_other and is_span(said) is not is_span(days[n]) for n, said in _rest(days)):
        return within | _joined(points, [_point(s.thing, frozenset(), moment) for s in points])
    return found & within or found


def _dates(points: Sequence[Said[Day]]) -> Days:
    """The dates among them: of "saturday dec 5", the weekday only says again which."""
    return frozenset(
        day for said in points if isinstance(said.thing, Dates) for day in said.thing.days
    )


def _rest(days: Sequence[Said[Day]]) -> list[tuple[int, Said[Day]]]:
    """Every day but the first, with the place of the one before it."""
    return list(enumerate(days[1:]))


def is_span(said: Said[Day]) -> bool:
    """Whether it is a stretch, within which other words name days."""
    return said.edge is not None or (isinstance(said.thing, Dates) and said.thing.is_span)


def _joined(said: Sequence[Said[Day]], found: Sequence[Days]) -> Days:
    """Said twice, "saturday dec 5", what both name; otherwise each of them."""
    together: Days = frozenset()
    for each, days in zip(said, found, strict=True):
        both = together & days
        together = both if both and not each.is_other else together | days
    return together


def _span(said: Said[Day], moment: Moment) -> Days:
    days = _named(said.thing, moment)
    today = moment.now.date()
    if said.edge is None or not days:
        return days
    match said.edge:
        case Edge.BEFORE:
            return calendar.span(today, min(days) - timedelta(1))
        case Edge.UNTIL:
            return calendar.span(today, max(days))
        case Edge.AFTER:
            return calendar.span(max(days) + timedelta(1), max(days) + HORIZON)
        case Edge.SINCE:
            return calendar.span(min(days), min(days) + HORIZON)


def _named(thing: Day, moment: Moment) -> Days:
    """The days of a stretch, or the one day it begins or ends at."""
    if isinstance(thing, Dates):
        return thing.days
    today = moment.now.date()
    return frozenset({today + timedelta((thing.index - today.weekday() - 1) % 7 + 1)})


def _point(thing: Day, within: Days, moment: Moment) -> Days:
    if isinstance(thing, Dates):
        return thing.days
    inside = frozenset(day for day in within if day.weekday() == thing.index)
    return inside or _weekday(thing, moment)


def _weekday(weekday: Weekday, moment: Moment) -> Days:
    today = moment.now.date()
    away = (weekday.index - today.weekday()) % 7
    first = today + timedelta(away)
    which = Which.EVERY if moment.is_excluded else weekday.which
    match which:
        case Which.EVERY:
            return frozenset(d for d in calendar.ahead(today) if d.weekday() == weekday.index)
        case Which.NEXT:
            return frozenset(
                d for d in calendar.week_of(today + timedelta(7)) if d.weekday() == weekday.index
            )
        case Which.COMING:
            return frozenset({first if away else first + timedelta(7)})
    if away:
        return frozenset({first})
    following = first + timedelta(7)
    if not moment.is_left_today:
        return frozenset({following})
    return frozenset({first}) if which is Which.THIS else frozenset({first, following})
