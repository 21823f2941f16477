"""The days of a rehearsal's samples are counted from today."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.services.samples import with_days


def test_days_are_counted_across_months_in_the_citys_zone() -> None:
    today = datetime(2026, 12, 30, 23, 30, tzinfo=ZoneInfo("America/Chicago"))
    sample = "id-{today},{+3 09:30},{-30},{name}"
    assert with_days(sample, today) == "id-2026-12-30,2027-01-02T09:30,2026-11-30,{name}"
