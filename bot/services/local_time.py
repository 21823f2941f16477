"""The city's calendar and clock: months as people count them, times as they write them."""

from calendar import monthrange
from datetime import datetime
from zoneinfo import ZoneInfo


def after_months(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day and time some months later; the last day of a month that is too short."""
    local = moment.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """A time that was written without an offset, as the city's (design §5).

    Raises ValueError for one of the hour that there is twice, or not at all.
    """
    local = moment.replace(tzinfo=zone)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise ValueError(
            f"falls into the hour in which the clocks change in {zone.key}; "
            "add the offset that is meant, such as -06:00"
        )
    return local
