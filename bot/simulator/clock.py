"""`POST /simulator/clock`: moves the service's clock for a rehearsal (design §5)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException
from pydantic import (
    BaseModel,
    ConfigDict,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import ShiftedClock
from bot.services import simulated_time
from bot.services.local_time import after_months, in_zone
from bot.simulator.calm import let_pass
from bot.store.database import Database

LONGEST, MOST_MONTHS = timedelta(days=3660), 120
"""How far a rehearsal may go at a time: ten years."""
YEARS = range(2000, 2100)
"""In which the clock stays: those of imports."""
FAR = "The clock moves at most ten years at a time, and stays between 2000 and 2099."
MONTHS_OF = {"Y": 12, "M": 1}
BY_CALENDAR = re.compile(r"(?<![0-9.,])([0-9]{1,4})([YM])")
"""Whole years and months of a duration's days (ISO 8601)."""
DURATION = TypeAdapter(timedelta)


@dataclass(frozen=True)
class Stretch:
    """A duration: its months go by the calendar, all else is as long anywhere."""

    months: int
    rest: timedelta

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """What time it is then; raises OverflowError beyond the calendar."""
        return after_months(moment, self.months, zone).astimezone(UTC) + self.rest


def stretch(told: Any) -> Stretch:
    """Reads a duration; a number is of seconds."""
    months = 0
    if isinstance(told, str):
        days, t, hours = told.partition("T")
        sign = -1 if days.startswith("-") else 1
        for number, unit in BY_CALENDAR.findall(days):
            months += sign * int(number) * MONTHS_OF[unit]
        told = f"{BY_CALENDAR.sub('0D', days)}{t}{hours}"
    if abs(months) > MOST_MONTHS:
        raise ValueError("this is longer than ten years")
    try:
        return Stretch(months, DURATION.validate_python(told))
    except ValidationError as error:
        raise ValueError('this is no duration, such as "P1DT2H"') from error


class Move(BaseModel):
    """Where to: a moment, the city's where it has no offset, or a duration ahead (ISO 8601)."""

    model_config = ConfigDict(extra="forbid")

    now: datetime | None = None
    advance: Annotated[Stretch, PlainValidator(stretch)] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Move":
        if (self.now is None) == (self.advance is None):
            raise ValueError('give either "now" or "advance"')
        return self

    def moment(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The moment meant; raises ValueError (what it does) or OverflowError where none is."""
        if self.advance is not None:
            return self.advance.after(now, zone)
        assert self.now is not None  # noqa: S101 (one of them is given)
        return self.now if self.now.tzinfo else in_zone(self.now, zone)


class FollowClock:
    """Middleware: each request first learns what time it is for the service."""

    def __init__(self, app: ASGIApp, database: Database, clock: ShiftedClock) -> None:
        self._app = app
        self._database = database
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follows, then goes on."""
        if scope["type"] == "http":
            await _follow(self._database, self._clock)
        await self._app(scope, receive, send)


def clock_router(database: Database, clock: ShiftedClock, zone: ZoneInfo) -> APIRouter:
    """The route; `zone` is the city's."""
    router = APIRouter(include_in_schema=False)

    @router.post("/simulator/clock")
    async def move(to: Move) -> dict[str, str]:
        _step(to, clock.now(), zone)
        await let_pass(database)
        async with database.transaction() as session:
            await simulated_time.hold(session, clock)
            await simulated_time.move(session, _step(to, clock.now(), zone))
        await _follow(database, clock)
        return {"now": clock.now().isoformat()}

    return router


def _step(to: Move, now: datetime, zone: ZoneInfo) -> timedelta:
    """How far from the present moment; raises the answer 422 where the clock cannot go there."""
    try:
        step = to.moment(now, zone) - now
        is_far = abs(step) > LONGEST or (now + step).year not in YEARS
    except OverflowError:
        is_far = True
    except ValueError as error:
        raise HTTPException(422, f"There is no such moment: it {error}.") from error
    if is_far:
        raise HTTPException(422, FAR)
    return step


async def _follow(database: Database, clock: ShiftedClock) -> None:
    async with database.transaction() as session:
        await simulated_time.follow(session, clock)
