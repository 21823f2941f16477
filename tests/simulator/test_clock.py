"""`POST /simulator/clock`: to a moment, as the city writes it, or on by its calendar."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.clock import ShiftedClock
from bot.simulator.clock import clock_router
from bot.store.database import Database
from bot.store.models import ClockShift

CHICAGO = ZoneInfo("America/Chicago")
SOON = timedelta(minutes=1)


class Rehearsal:
    """The route, in a process of its own."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def post(self, **to: object) -> httpx.Response:
        return await self._client.post("/simulator/clock", json=to)

    async def move(self, **to: object) -> datetime:
        answer = await self.post(**to)
        assert answer.status_code == 200, answer.text
        return datetime.fromisoformat(answer.json()["now"])


@pytest.fixture
async def rehearsal(store: Database) -> AsyncIterator[Rehearsal]:
    async with store.transaction() as session:
        await session.execute(delete(ClockShift))
    app = FastAPI()
    app.include_router(clock_router(store, ShiftedClock(), CHICAGO))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://enlace.test") as client:
        yield Rehearsal(client)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-12-01T09:00:00", "2026-12-01T09:00:00-06:00"),
        ("2027-07-01T09:00", "2027-07-01T09:00:00-05:00"),
        ("2026-12-01T09:00:00Z", "2026-12-01T09:00:00+00:00"),
        ("2026-12-01T09:00:00+05:30", "2026-12-01T09:00:00+05:30"),
    ],
)
async def test_a_time_without_offset_is_the_citys(
    rehearsal: Rehearsal, written: str, meant: str
) -> None:
    moved = await rehearsal.move(now=written)
    assert timedelta() <= moved - datetime.fromisoformat(meant) < SOON


@pytest.mark.parametrize("written", ["2027-03-14T02:30:00", "2027-11-07T01:30:00"])
async def test_a_time_that_there_is_twice_or_never_is_asked_about(
    rehearsal: Rehearsal, written: str
) -> None:
    answer = await rehearsal.post(now=written)
    assert answer.status_code == 422
    assert "add the offset" in answer.text
    assert await rehearsal.move(now=f"{written}-06:00")


@pytest.mark.parametrize(
    ("begin", "stretch", "end"),
    [
        ("2027-01-31T09:00:00", "P1M", "2027-02-28T09:00:00"),
        ("2027-02-20T09:00:00", "P1M", "2027-03-20T09:00:00"),
        ("2028-02-29T09:00:00", "P1Y", "2029-02-28T09:00:00"),
        ("2026-12-01T09:00:00", "P1Y2M", "2028-02-01T09:00:00"),
        ("2026-12-31T09:00:00", "-P1M", "2026-11-30T09:00:00"),
        ("2026-12-01T09:00:00", "P1M2DT3H", "2027-01-03T12:00:00"),
        ("2026-12-01T09:00:00", "PT5M", "2026-12-01T09:05:00"),
        ("2027-03-13T09:00:00", "P1D", "2027-03-14T10:00:00"),
        ("2026-12-01T09:00:00", "P2W", "2026-12-15T09:00:00"),
        ("2026-12-01T09:00:00", "P10Y", "2036-12-01T09:00:00"),
    ],
)
async def test_months_and_years_go_by_the_citys_calendar_all_else_by_hours(
    rehearsal: Rehearsal, begin: str, stretch: str, end: str
) -> None:
    await rehearsal.move(now=begin)
    moved = await rehearsal.move(advance=stretch)
    assert timedelta() <= moved - datetime.fromisoformat(end).replace(tzinfo=CHICAGO) < SOON


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(day=st.dates(date(2024, 1, 1), date(2028, 1, 1)), months=st.integers(-24, 24))
async def test_a_month_ahead_is_the_same_day_or_the_months_last(
    rehearsal: Rehearsal, day: date, months: int
) -> None:
    await rehearsal.move(now=f"{day}T12:00:00")
    sign = "-" if months < 0 else ""
    moved = (await rehearsal.move(advance=f"{sign}P{abs(months)}M")).astimezone(CHICAGO)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert (moved.hour, moved.minute) == (12, 0)
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


NONSENSE = [
    {},
    {"now": None, "advance": None},
    {"now": "2026-12-01T09:00:00", "advance": "P1D"},
    {"now": "soon"},
    {"now": "0001-01-01T00:00:00"},
    {"now": "9999-12-31T23:59:59"},
    {"now": "9999-12-31T23:59:59-12:00"},
    {"now": 10**40},
    {"advance": ""},
    {"advance": "P"},
    {"advance": "P1"},
    {"advance": "P11Y"},
    {"advance": "-P9999Y"},
    {"advance": "P9999Y9999Y9999M"},
    {"advance": "P99999999D"},
    {"advance": "P" + "9" * 5000 + "M"},
    {"advance": 1e300},
    {"advance": {"months": 1, "rest": 0}},
    {"advance": ["P1M"]},
]


@pytest.mark.parametrize("to", NONSENSE, ids=lambda to: repr(to)[:40])
async def test_what_is_no_move_is_refused(rehearsal: Rehearsal, to: dict[str, object]) -> None:
    assert (await rehearsal.post(**to)).status_code == 422


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    advance=st.one_of(
        st.from_regex(r"\A[+-]?P([0-9]{1,6}[YMWD]){0,3}(T([0-9.]{1,5}[HMS]){0,2})?\Z"),
        st.text(max_size=10),
        st.floats(),
        st.integers(),
    )
)
async def test_any_duration_moves_the_clock_or_is_refused(
    rehearsal: Rehearsal, advance: object
) -> None:
    try:
        answer = await rehearsal.post(advance=advance)
    except ValueError:  # no JSON can hold it
        return
    assert answer.status_code in (200, 422)


async def test_the_clock_stays_where_there_are_days_to_come(rehearsal: Rehearsal) -> None:
    moved = await rehearsal.move(now="2026-12-01T09:00:00")
    while (answer := await rehearsal.post(advance="P10Y")).status_code == 200:
        moved = datetime.fromisoformat(answer.json()["now"])
    assert (answer.status_code, moved.year) == (422, 2096)
    while (answer := await rehearsal.post(advance="-P10Y")).status_code == 200:
        pass
    assert answer.status_code == 422
