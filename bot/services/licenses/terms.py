"""When a license ends: months of the calendar, by the city's clock."""

from calendar import monthrange
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.services.content import LicenseProgram


def after_months(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day and time some months later; the last day of a month that is too short."""
    local = moment.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def renewal_opens(program: LicenseProgram, ends_at: datetime) -> datetime:
    """From when on a license that ends then may be renewed."""
    return ends_at - timedelta(days=program.renewal_days)
