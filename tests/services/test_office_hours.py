"""Whether an office is open, and when that changes."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.services.content import Hours
from bot.services.office_hours import office

CHICAGO = ZoneInfo("America/Chicago")
DESK = Hours(days=["mon", "tue", "wed", "thu", "fri"], opens=time(7, 30), closes=time(16, 30))


@pytest.mark.parametrize(
    ("now", "is_open", "changes_at"),
    [
        ("2026-11-23T07:29", False, "2026-11-23T07:30"),
        ("2026-11-23T07:30", True, "2026-11-23T16:30"),
        ("2026-11-23T16:29", True, "2026-11-23T16:30"),
        ("2026-11-23T16:30", False, "2026-11-24T07:30"),
        ("2026-11-20T17:00", False, "2026-11-23T07:30"),  # Friday evening
        ("2026-10-31T23:00", False, "2026-11-02T07:30"),  # the clock is set back in between
        ("2026-03-07T12:00", False, "2026-03-09T07:30"),  # and forward
        ("2026-12-31T20:00", False, "2027-01-01T07:30"),  # holidays are not known
    ],
)
def test_open_or_closed(now: str, is_open: bool, changes_at: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=CHICAGO)
    found = office(DESK, moment.astimezone(UTC), CHICAGO)
    assert found.is_open == is_open
    assert found.changes_at == datetime.fromisoformat(changes_at).replace(tzinfo=CHICAGO)


def test_an_office_open_once_a_week_opens_next_week() -> None:
    monday = Hours(days=["mon"], opens=time(9), closes=time(10))
    found = office(monday, datetime(2026, 11, 23, 11, tzinfo=CHICAGO), CHICAGO)
    assert found.changes_at == datetime(2026, 11, 30, 9, tzinfo=CHICAGO)
