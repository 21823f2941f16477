"""`POST /simulator/clock`: moves the service's clock for a rehearsal (design §5)."""

from datetime import datetime, timedelta

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, model_validator
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import ShiftedClock
from bot.services import simulated_time
from bot.simulator.calm import let_pass
from bot.store.database import Database

LONGEST = timedelta(days=3660)
"""How far a rehearsal may go at a time: ten years."""


class Move(BaseModel):
    """Where to: a moment, or a duration ahead (ISO 8601)."""

    model_config = ConfigDict(extra="forbid")

    now: datetime | None = None
    advance: timedelta | None = None

    @model_validator(mode="after")
    def _one(self) -> "Move":
        if (self.now is None) == (self.advance is None):
            raise ValueError('give either "now" or "advance"')
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError('"now" needs an offset from UTC, such as Z or -06:00')
        return self

    def step(self, now: datetime) -> timedelta:
        """How far from the present moment."""
        return self.now - now if self.now else self.advance or timedelta()


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


def clock_router(database: Database, clock: ShiftedClock) -> APIRouter:
    """The route."""
    router = APIRouter(include_in_schema=False)

    @router.post("/simulator/clock")
    async def move(to: Move) -> dict[str, str]:
        if abs(to.step(clock.now())) > LONGEST:
            raise HTTPException(422, "The clock moves at most ten years at a time.")
        await let_pass(database)
        async with database.transaction() as session:
            await simulated_time.hold(session, clock)
            await simulated_time.move(session, to.step(clock.now()))
        await _follow(database, clock)
        return {"now": clock.now().isoformat()}

    return router


async def _follow(database: Database, clock: ShiftedClock) -> None:
    async with database.transaction() as session:
        await simulated_time.follow(session, clock)
