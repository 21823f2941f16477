"""Rules for days: "sat", "next week", "en dos semanas", "weekends", "mañana"."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.services.when import calendar
from bot.services.when.calendar import Days
from bot.services.when.items import ClockTime, PartOfDay, Thing, Weekday, Which
from bot.services.when.patterns import MONTH, NO_TIME, SUFFIX, WEEKDAY, number, point, stretch
from bot.services.when.scanner import Make, Rule, nothing, rule
from bot.services.when.words import months, numbers, one_of, says, weekdays

EVENING = 18 * 60


def not_meant_rules() -> list[Rule]:
    """Greetings, comparisons and what is over: "buenas tardes", "something later", "ayer"."""
    return [rule(says(field), nothing) for field in ("greetings", "no_time", "over")]


def day_rules() -> list[Rule]:
    """Days and stretches of days, those said in more words first."""
    return [*_relative(), *_spans(), *_named_days()]


def tomorrow_rules() -> list[Rule]:
    """ "Mañana" alone; read after the parts of the day, which "en la mañana" is."""
    return [rule(says("tomorrow"), lambda _, today: point(today + timedelta(1)))]


def _relative() -> list[Rule]:
    count = rf"(?P<count>[0-9]{{1,2}}|{one_of(numbers())}|{says('a_few')})"
    found = []
    for field, unit in (("days", 1), ("weeks", 7), ("months_long", 30), ("hours_long", 0)):
        how_long = rf"{count} (?:{says(field)})"
        found += [
            rule(rf"{how_long} {says('from_now')}", _in_this_long(unit)),
            rule(rf"{says('in_this_long')} {how_long}", _in_this_long(unit)),
        ]
    return found


def _spans() -> list[Rule]:
    return [
        rule(says("day_after_tomorrow"), lambda _, today: point(today + timedelta(2))),
        rule(says("tonight"), lambda _, today: (*point(today), PartOfDay(EVENING - 60, 24 * 60))),
        rule(says("worknights"), lambda _, today: (*_workdays(today), PartOfDay(EVENING, 24 * 60))),
        rule(says("workdays"), lambda _, today: _workdays(today)),
        rule(
            rf"(?:{says('every')} )?{says('weekends')}",
            lambda _, today: stretch({d for d in calendar.ahead(today) if d.weekday() >= 5}),
        ),
        rule(says("next_weekend"), lambda _, today: stretch(_weekend(today, 1))),
        rule(says("coming_weekend"), lambda _, today: stretch(_coming_weekend(today))),
        rule(says("weekend"), lambda _, today: stretch(_weekend(today, 0))),
        rule(says("next_week"), lambda _, today: stretch(calendar.week_of(today + timedelta(7)))),
        rule(says("this_week"), lambda _, today: stretch(calendar.week_of(today))),
        rule(
            says("next_month"),
            lambda _, today: stretch(calendar.month_of(calendar.next_month(today))),
        ),
        rule(says("this_month"), lambda _, today: stretch(calendar.month_of(today))),
    ]


def _named_days() -> list[Rule]:
    which = "|".join(
        rf"(?P<{name}>(?:{says(name)}))" for name in ("this", "coming", "next", "every")
    )
    after = "|".join(rf"(?P<{name}>{says(name)})" for name in ("coming_after",))
    return [
        rule(
            rf"(?:(?:{says('on_day')}) )?(?P<weekday>{WEEKDAY}) (?P<number>[0-9]{{1,2}})"
            rf"(?P<suffix>{SUFFIX}){NO_TIME}(?![0-9:/-])(?! (?:{says('between_and')}) [0-9])",
            _weekday_with_number,
        ),
        rule(
            rf"(?:{says('between')} )?(?P<first>{WEEKDAY})s? ?{says('to')} ?(?P<last>{WEEKDAY})s?",
            _weekday_range,
        ),
        rule(
            rf"(?:(?:{says('this')}|el) (?=\w+ {WEEKDAY}))?(?:(?:{which}) )?(?P<weekday>{WEEKDAY})"
            rf"(?P<plural>s)?(?: (?:{after}))?",
            _weekday,
        ),
        rule(rf"(?:{says('in_month')} )(?P<month>{MONTH})", _month),
        rule(rf"(?P<month>(?!(?:{says('unclear_months')})\b){MONTH})", _month),
        rule(says("today"), lambda _, today: point(today)),
    ]


def _in_this_long(unit: int) -> Make:
    """So many days from today; weeks and months mean the week that then is; hours mean today."""

    def make(match: re.Match[str], today: date) -> Sequence[Thing] | None:
        day = today + timedelta(number(match["count"]) * unit)
        if unit <= 1:
            return point(day)
        return stretch(calendar.week_of(day)) if day - today <= calendar.FARTHEST else None

    return make


def _workdays(today: date) -> tuple[Thing, ...]:
    return stretch({day for day in calendar.ahead(today) if day.weekday() < 5}) or ()


def _weekend(today: date, later: int) -> Days:
    return calendar.weekend_of(today + timedelta(7 * later))


def _coming_weekend(today: date) -> Days:
    return _weekend(today, 1 if today.weekday() >= 5 else 0)


def _weekday_range(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    first, last = weekdays()[match["first"]], weekdays()[match["last"]]
    meant = {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    return stretch({day for day in calendar.ahead(today) if day.weekday() in meant})


def _weekday(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    del today
    said = match.groupdict()
    which = Which.BARE
    if said["every"] or said["plural"]:
        which = Which.EVERY
    elif said["coming"] or said["coming_after"]:
        which = Which.COMING
    elif said["next"]:
        which = Which.NEXT
    elif said["this"]:
        which = Which.THIS
    return (Weekday(weekdays()[match["weekday"]], which),)


def _weekday_with_number(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    """ "Saturday 5" is the 5th if that is a Saturday or is written so, else five o'clock."""
    weekday, said = Weekday(weekdays()[match["weekday"]]), int(match["number"])
    found = calendar.coming_day(today, said)
    if found and (match["suffix"] or found.weekday() == weekday.index):
        return point(found)
    return (weekday, ClockTime(said % 12)) if 1 <= said <= 12 else (weekday,)


def _month(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    return stretch(calendar.coming_month(today, months()[match["month"]]))
