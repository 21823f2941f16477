"""Days of the calendar: weeks, months, holidays, and the next day of a given number."""

from datetime import date, timedelta

from bot.services.when.words import Holiday

HORIZON = timedelta(weeks=8)
"""How far "any day" and "every Saturday" reach: workshops are not planned further ahead."""

FARTHEST_GUESS = timedelta(days=300)
"""A date without a year that would be further off than this was meant for a day gone by."""

FARTHEST = timedelta(days=730)
"""No date beyond this is taken from a text."""

type Days = frozenset[date]


def span(first: date, last: date) -> Days:
    """Every day from the first to the last."""
    return frozenset(first + timedelta(n) for n in range((last - first).days + 1))


def ahead(today: date) -> Days:
    """Every day from today to the horizon."""
    return span(today, today + HORIZON)


def week_of(day: date) -> Days:
    """Monday to Sunday of the day's week."""
    monday = day - timedelta(day.weekday())
    return span(monday, monday + timedelta(6))


def weekend_of(day: date) -> Days:
    """Saturday and Sunday of the day's week."""
    monday = day - timedelta(day.weekday())
    return span(monday + timedelta(5), monday + timedelta(6))


def last_of_month(day: date) -> date:
    """The last day of the day's month."""
    following = day.replace(day=28) + timedelta(4)
    return following - timedelta(following.day)


def month_of(day: date) -> Days:
    """The whole month of a day."""
    return span(day.replace(day=1), last_of_month(day))


def next_month(day: date) -> date:
    """The first day of the month after."""
    return last_of_month(day) + timedelta(1)


def make(year: int, month: int, day: int) -> date | None:
    """A date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(today: date, month: int, day: int) -> date | None:
    """The next such day of a year; None where it was meant for one gone by, or is none."""
    for year in range(today.year, today.year + 5):
        found = make(year, month, day)
        if found and found >= today:
            return found if found - today <= FARTHEST_GUESS else None
    return None


def coming_month(today: date, month: int) -> Days | None:
    """The next such month, or the one that is under way."""
    year = today.year + (month < today.month)
    first = date(year, month, 1)
    return month_of(first) if first - today <= FARTHEST_GUESS else None


def coming_day(today: date, number: int) -> date | None:
    """The next day of a month with this number."""
    first = today.replace(day=1)
    for _ in range(3):
        found = make(first.year, first.month, number)
        if found and found >= today:
            return found
        first = next_month(first)
    return None


def nth_weekday(of_month: date, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month; -1 is the last."""
    days = sorted(day for day in month_of(of_month) if day.weekday() == weekday)
    index = nth - 1 if nth > 0 else nth
    return days[index] if index < len(days) else None


def coming_holiday(today: date, holiday: Holiday) -> date | None:
    """The next time a holiday falls."""
    for year in (today.year, today.year + 1):
        if holiday.day is not None:
            found = make(year, holiday.month, holiday.day)
        else:
            first = date(year, holiday.month, 1)
            found = nth_weekday(first, holiday.weekday or 0, holiday.nth)
        if found and (found := found + timedelta(holiday.later)) >= today:
            return found
    return None
