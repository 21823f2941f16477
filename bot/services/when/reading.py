"""Reads the days and times of a resident's text (`read_when`)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.services.phrases import corrected, vocabulary_of
from bot.services.when import calendar
from bot.services.when.clock_rules import beside_day_rules, clock_rules, part_rules
from bot.services.when.date_rules import date_rules, day_of_month_rules
from bot.services.when.day_rules import day_rules, not_meant_rules, tomorrow_rules
from bot.services.when.days import Moment, days_of
from bot.services.when.groups import Day, Group, Grouped, Said, grouped
from bot.services.when.hours import WHOLE_DAY, hours_of
from bot.services.when.items import DAY_MINUTES, Dates, Weekday
from bot.services.when.joint_rules import edge_rules, joint_rules
from bot.services.when.scanner import Rule, scan
from bot.services.when.text import fold
from bot.services.when.window import Stretch, When, joined, told_in, without
from bot.services.when.words import months, says, weekdays

RULES: tuple[Rule, ...] = (
    *not_meant_rules(),
    *date_rules(),
    *day_rules(),
    *clock_rules(),
    *part_rules(),
    *beside_day_rules(),
    *tomorrow_rules(),
    *day_of_month_rules(),
    *edge_rules(),
    *joint_rules(),
)
"""Every rule in the order tried: what a rule takes, the later ones do not see."""


def read_when(text: str, now: datetime, zone: ZoneInfo) -> When | None:
    """The days and times a text speaks of, in any of our languages or a mix of them.

    `now` is aware. None where the text names no time, or only such as are over. What is said of
    several times is several windows: "tues or thurs after 5". A time without a day is that time on
    each of the next days, up to `calendar.HORIZON`, and so is "every Saturday".

    Where words have two readings:

    - a weekday's name on that very day is today and the one of next week; from 5 pm on, or when the
      hours named are over, only the one of next week. "Coming" is never today.
    - "next Tuesday" is the Tuesday of next week (Monday to Sunday); "el próximo martes" and "el
      martes que viene" are the coming one, as in Spanish.
    - a bare hour is before noon from 9 to 11 and after noon from 12 to 6; 7 and 8 are both, but
      after "after" the evening and after "before" the morning. The other half of the day is taken
      where the usual one is over.
    - a time by itself is the hour that then begins; "around" it, also the hour before.
    - 12/5 is December 5; the other way round only where that is near and this is far.
    - a date without a year is the next one, unless it is more than `calendar.FARTHEST_GUESS` away:
      then a day gone by was meant, which is no time to come.
    """
    local = now.astimezone(zone)
    items = scan(_spelled(fold(text)), local.date(), RULES)
    found = grouped(items)
    if not (found.meant or found.excluded or found.is_any):
        return None
    times = _left(found, local, zone) or _left(found, local, zone, other_half=True)
    return told_in(zone, times)


def _left(
    found: Grouped, now: datetime, zone: ZoneInfo, *, other_half: bool = False
) -> list[Stretch]:
    """What is meant, without what is taken out and what is over."""
    meant = _inherited(found.meant) or [Group()]
    stretches = joined(s for group in meant for s in _stretches(group, now, zone, other_half))
    excluded = joined(
        s
        for group in found.excluded
        for s in _stretches(group, now, zone, other_half=False, is_excluded=True)
    )
    moment = now.astimezone(UTC)
    ahead = ((max(start, moment), end) for start, end in without(stretches, excluded))
    return joined(ahead)


def _stretches(
    group: Group, now: datetime, zone: ZoneInfo, other_half: bool, is_excluded: bool = False
) -> Iterator[Stretch]:
    hours = hours_of(group.times, other_half=other_half)
    if group.days:
        days = days_of(group.days, Moment(now, hours, is_excluded))
    else:
        days = calendar.ahead(now.date())
    for day in days:
        for start, end in hours or WHOLE_DAY:
            yield _at(day, start, zone), _at(day, end, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute >= DAY_MINUTES:
        day, minute = day + timedelta(1), 0
    return datetime.combine(day, time(*divmod(minute, 60)), zone).astimezone(UTC)


def _inherited(groups: Sequence[Group]) -> list[Group]:
    """ "Next week tuesday morning or friday": a later weekday is of the week named before."""
    found: list[Group] = []
    week: list[Said[Day]] = []
    for group in groups:
        if week and group.days and all(isinstance(said.thing, Weekday) for said in group.days):
            own = [Said(group.days[0].thing, group.days[0].edge), *group.days[1:]]
            found.append(Group([*week, *own], group.times))
            continue
        found.append(group)
        week = [
            s for s in group.days if isinstance(s.thing, Dates) and s.thing.is_span and not s.edge
        ]
    return found


def _spelled(text: str) -> str:
    """The text with misspelt names of days and parts of the day put right."""
    known, named = _known(), _named()
    return " ".join(word if word in known else corrected(word, named) for word in text.split())


@cache
def _named() -> frozenset[str]:
    fields = ("tomorrow", "tonight", "weekend", "weekends", "this_week", "next_week")
    days = [form for name in weekdays() for form in (name, f"{name}s")]
    parts = ["afternoon", "evening", "morning", "manana", "mananas", "tarde", "tardes", "noche"]
    return vocabulary_of([*days, *months(), *parts, *(says(field) for field in fields)])


@cache
def _known() -> frozenset[str]:
    return vocabulary_of(rule.pattern.pattern for rule in RULES)
