"""How long a freed seat is held for the one it is offered to."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS = timedelta(hours=4)
"""By day: who is at work sees it in a break, and the seat is not lost to others for long."""
DAY_BEGINS = time(8)
DAY_ENDS = time(21)
"""Offers are made by day only (the hours in which marketing texts are allowed in the United States,
47 CFR 64.1200(c)(1)), and the night does not count."""


def is_day(now: datetime, zone: ZoneInfo) -> bool:
    """Whether people may be written to without being asked."""
    return DAY_BEGINS <= now.astimezone(zone).time() < DAY_ENDS


def held_until(now: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """When an offer made now lapses: after four hours of day, at the latest when it begins."""
    moment, left = now, HOURS
    while True:
        local = moment.astimezone(zone)
        day = local.date() if local.time() < DAY_ENDS else local.date() + timedelta(days=1)
        begins = max(moment, datetime.combine(day, DAY_BEGINS, zone).astimezone(now.tzinfo))
        ends = datetime.combine(day, DAY_ENDS, zone).astimezone(now.tzinfo)
        if begins + left <= ends:
            return min(begins + left, starts_at)
        left -= ends - begins
        moment = ends
