"""Whether an office is open, by its published hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.services.content import Hours


@dataclass(frozen=True)
class Office:
    """How an office stands at a moment."""

    is_open: bool
    changes_at: datetime
    """When it closes, or opens next; aware, in the city's zone."""


def office(hours: Hours, now: datetime, zone: ZoneInfo) -> Office:
    """Whether it is open at `now`, and until or from when. Holidays are not known."""
    local = now.astimezone(zone)
    for days_ahead in range(8):
        day = local.date() + timedelta(days=days_ahead)
        if day.weekday() not in hours.weekdays:
            continue
        opens = datetime.combine(day, hours.opens, zone)
        closes = datetime.combine(day, hours.closes, zone)
        if opens <= local < closes:
            return Office(is_open=True, changes_at=closes)
        if local < opens:
            return Office(is_open=False, changes_at=opens)
    raise AssertionError("an office opens once a week at least")  # `Hours` sees to it
