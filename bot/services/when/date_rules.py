"""Rules for dates: "el 5 de dic", "12/5", "dec 5-10", "first saturday of december", "christmas"."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.services.when import calendar
from bot.services.when.calendar import Days
from bot.services.when.items import Dates, Thing
from bot.services.when.patterns import (
    DAY,
    MONTH,
    NO_TIME,
    OF,
    SUFFIX,
    WEEKDAY,
    number,
    point,
    stretch,
)
from bot.services.when.scanner import Make, Rule, rule
from bot.services.when.words import Holiday, all_words, months, one_of, ordinals, says, weekdays

YEAR = rf"(?:(?: {says('of')}| ,)? (?P<year>20[0-9]{{2}}))?"
NEAR = timedelta(days=120)
"""A date in figures with two readings is the nearer one, if the usual reading is beyond this."""


def date_rules() -> list[Rule]:
    """Dates in figures and words, those said in more words first."""
    two = (
        rf"(?P<first>{DAY}){SUFFIX} ?(?P<joint>{says('to')}|{says('or_')}) ?(?P<last>{DAY}){SUFFIX}"
    )
    day = rf"(?P<day>{DAY}){SUFFIX}"
    joint = rf"(?P<joint>{says('between_and')})"
    return [
        rule(
            rf"{says('week_of')} (?P<day>{DAY}){SUFFIX}{OF}(?: (?P<month>{MONTH}))?",
            _week_of,
        ),
        rule(
            rf"{says('week_of')} (?P<month>{MONTH}) (?P<day>{DAY}){SUFFIX}",
            _week_of,
        ),
        rule(
            rf"{says('between')} (?P<month>{MONTH}) (?P<first>{DAY}){SUFFIX} {joint}"
            rf" (?P<last_month>{MONTH}) (?P<last>{DAY}){SUFFIX}{NO_TIME}",
            _two_days,
        ),
        rule(
            rf"{says('between')} (?P<first>{DAY}){SUFFIX}{OF} (?P<month>{MONTH}) {joint}"
            rf" (?P<last>{DAY}){SUFFIX}{OF} (?P<last_month>{MONTH})",
            _two_days,
        ),
        rule(r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})", _figures),
        rule(
            r"(?P<month>[0-9]{1,2})[/-](?P<day>[0-9]{1,2})[/-](?P<year>20[0-9]{2}|[0-9]{2})",
            _figures,
        ),
        rule(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?P<year>)", _figures),
        rule(rf"(?:{says('between')} )?{two}{OF} (?P<month>{MONTH})", _two_days),
        rule(rf"(?:{says('between')} )?(?P<month>{MONTH}) {two}{NO_TIME}", _two_days),
        rule(rf"(?:{says('on_day')} )?{day}{OF} (?P<month>{MONTH}){YEAR}", _written),
        rule(
            rf"(?:{says('on_day')} )?(?P<month>{MONTH})(?: the)? {day}{NO_TIME}{YEAR}",
            _written,
        ),
        rule(
            rf"(?:{says('on_day')} )?(?P<nth>{one_of(ordinals())}) (?P<weekday>{WEEKDAY})"
            rf" (?:{says('of')})(?: the)? "
            rf"(?:(?P<month>{MONTH})|(?P<next>{says('next_month')})|{says('the_month')})",
            _nth_weekday,
        ),
        *(
            rule(
                rf"(?:{says(field)}) (?:(?P<month>{MONTH})|(?P<next>{says('next_month')})"
                rf"|{says('the_month')})",
                _part_of_month(first, last),
            )
            for field, first, last in (
                ("month_begins", 1, 10),
                ("month_middle", 11, 20),
                ("month_ends", 21, 31),
            )
        ),
        rule(says("end_of_year"), lambda _, today: stretch(_end_of_year(today))),
        *(
            rule(holiday.says, _holiday(holiday))
            for words in all_words().values()
            for holiday in words.holidays.values()
        ),
    ]


def day_of_month_rules() -> list[Rule]:
    """ "On the 15th", "el 15": read after the times of day, of which they leave nothing."""
    ordinal = rf"(?P<day>[0-9]{{1,2}})(?P<suffix>{SUFFIX})"
    apart = rf"(?! ?(?:{says('counted')})(?!\w))(?![0-9:/])"
    return [
        rule(rf"{says('on_day')} {ordinal}{apart}", _day_of_month),
        rule(r"(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?P<year>)", _figures),
    ]


def _figures(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    """A date in figures: month first, unless only the other reading is near or possible."""
    one, two, year = int(match["month"]), int(match["day"]), match["year"]
    if year:
        full = int(year) + (2000 if len(year) == 2 else 0)
        found = calendar.make(full, one, two) or calendar.make(full, two, one)
        is_sane = found is not None and found - today <= calendar.FARTHEST
        return point(found) if found and is_sane else None
    usual, other = calendar.coming(today, one, two), calendar.coming(today, two, one)
    if usual and other and usual - today > NEAR >= other - today:
        return point(other)
    chosen = usual or (other if two <= 12 or one > 12 else None)
    return point(chosen) if chosen else None


def _dated(match: re.Match[str], day: str, today: date, of_month: str = "month") -> date | None:
    day_number, month = number(match[day]), months()[match[of_month]]
    year = match.groupdict().get("year")
    if year:
        return calendar.make(int(year), month, day_number)
    return calendar.coming(today, month, day_number)


def _written(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    found = _dated(match, "day", today)
    if found is None:  # a day gone by names no time, but is no weekday or month either
        return ()
    return point(found) if found - today <= calendar.FARTHEST else ()


def _two_days(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    months_apart = "last_month" in match.re.groupindex
    first = _dated(match, "first", today)
    last = _dated(match, "last", today, "last_month" if months_apart else "month")
    if not (first and last and first <= last):
        return None
    if months_apart or re.fullmatch(says("to"), match["joint"]):
        return stretch(calendar.span(first, last))
    return (Dates(frozenset({first, last})),)


def _month_meant(match: re.Match[str], today: date) -> date:
    if match["next"]:
        return calendar.next_month(today)
    if match["month"]:
        days = calendar.coming_month(today, months()[match["month"]])
        return min(days) if days else today.replace(day=1)
    return today.replace(day=1)


def _nth_weekday(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    weekday, nth = weekdays()[match["weekday"]], ordinals()[match["nth"]]
    first = _month_meant(match, today)
    found = calendar.nth_weekday(first, weekday, nth)
    return point(found) if found else None


def _part_of_month(first: int, last: int) -> Make:
    def make(match: re.Match[str], today: date) -> Sequence[Thing] | None:
        month = calendar.month_of(_month_meant(match, today))
        return stretch({day for day in month if first <= day.day <= last})

    return make


def _end_of_year(today: date) -> Days:
    return calendar.span(date(today.year, 12, 21), date(today.year, 12, 31))


def _holiday(holiday: Holiday) -> Make:
    def make(match: re.Match[str], today: date) -> Sequence[Thing] | None:
        del match
        found = calendar.coming_holiday(today, holiday)
        return point(found) if found else None

    return make


def _week_of(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    day_number = number(match["day"])
    if match["month"]:
        day = calendar.coming(today, months()[match["month"]], day_number)
    else:
        day = calendar.coming_day(today, day_number)
    return stretch(calendar.week_of(day)) if day else None


def _day_of_month(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    found = calendar.coming_day(today, int(match["day"]))
    is_english = match[0].startswith(("the ", "on ", "for "))
    if found is None or (is_english and not match["suffix"]):
        return None
    return point(found)
