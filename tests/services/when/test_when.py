"""Days and times in residents' words are read as the city's calendar has them."""

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.services.when import When, Window, read_when
from bot.services.when.words import months, weekdays

CITY = ZoneInfo("America/Chicago")
TABLE: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("phrases.yml").read_text("utf-8")
)
CASES = [(str(part["now"]), said, read) for part in TABLE for said, read in part["said"].items()]
MOST_SECONDS = 0.02
"""What reading one message may take."""


def moment(told_as: str) -> datetime:
    at = datetime.fromisoformat(told_as)
    return at if at.tzinfo else at.replace(tzinfo=CITY)


def told(when: When | None) -> str:
    """A reading as the table has it."""
    if when is None:
        return "nothing"
    windows = [told_window(window) for window in when.windows]
    if len(windows) <= 3:
        return "; ".join(windows)
    return f"{len(windows)}x {windows[0]} ... {windows[-1]}"


def told_window(window: Window) -> str:
    """A day and its hours, or two days; with the real length where clocks are changed in it."""
    start, end = window.earliest, window.latest
    last = end - timedelta(seconds=1)
    if start.date() == last.date():
        hours = "24:00" if last.time().hour == 23 and end.hour == 0 else f"{end:%H:%M}"
        said = f"{start:%a %Y-%m-%d %H:%M} to {hours}"
    else:
        said = f"{start:%a %Y-%m-%d %H:%M} to {end:%a %Y-%m-%d %H:%M}"
    real = end.astimezone(UTC) - start.astimezone(UTC)
    shown = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return said if real == shown else f"{said} (really {real})"


@pytest.mark.parametrize(("now", "said", "read"), CASES)
def test_phrase(now: str, said: str, read: str) -> None:
    assert told(read_when(said, moment(now), CITY)) == read


SPANISH = {
    "el",
    "la",
    "las",
    "los",
    "de",
    "del",
    "en",
    "por",
    "a",
    "al",
    "hoy",
    "mañana",
    "noche",
} | {day for day, index in weekdays().items() if day.endswith(("es", "o", "co"))}
"""Words that only a Spanish phrase has."""


def test_the_table_is_long_and_nearly_half_of_it_spanish() -> None:
    spanish = [said for _, said, _ in CASES if SPANISH & set(said.lower().split())]
    assert len(CASES) >= 120
    assert len(spanish) >= 120


MOMENTS = st.datetimes(
    datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)
WORDS = st.sampled_from(
    [said for _, said, _ in CASES]
    + [*weekdays(), *months(), "next", "el", "after", "antes de las", "not", "no", "y", "or", ","]
    + ["31", "0", "24:60", "2/30", "12/5/99", "a las", "in 99 months", "5pm", "pm", "-", "de"]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=8).map(" ".join))


@given(text=TEXTS, now=MOMENTS)
def test_any_text_is_read_as_time_to_come_or_as_none(text: str, now: datetime) -> None:
    when = read_when(text, now, CITY)
    if when is None:
        return
    edges = [
        edge.astimezone(UTC) for window in when.windows for edge in (window.earliest, window.latest)
    ]
    assert edges
    assert edges[0] >= now
    assert all(earlier < later for earlier, later in pairwise(edges))
    assert all(window.earliest.tzinfo is CITY for window in when.windows)


@given(now=MOMENTS)
def test_what_is_covered_is_what_the_windows_hold(now: datetime) -> None:
    when = read_when("tomorrow after 5", now, CITY)
    assert when is not None
    assert when.covers(when.earliest)
    assert when.covers(when.latest - timedelta(seconds=1))
    assert not when.covers(when.latest)
    assert not when.covers(now)


@pytest.mark.parametrize(
    "text", ["tues or thurs after 5 ", "saterdy mornin ", "a ", "1/2 ", "xxxxx"]
)
def test_a_long_message_is_read_at_once(text: str) -> None:
    message, now = text * 200, datetime(2026, 11, 21, tzinfo=CITY)
    read_when(message, now, CITY)
    begun = time.process_time()
    read_when(message, now, CITY)
    assert time.process_time() - begun < MOST_SECONDS
