"""What falls due as time passes: looked for in the database, again and again, by the workers.

Nothing is remembered in timers: each chore asks for what is due by the service's clock, so what was
moved or canceled moves or cancels what follows from it, and a clock that is moved is obeyed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, ShiftedClock
from bot.services import simulated_time
from bot.store.database import Database
from bot.store.turnstile import Turnstile

log = structlog.get_logger()

type Chore = Callable[[AsyncSession, datetime], Awaitable[bool | None]]
"""Does what is due by a moment, in one transaction; does nothing where nothing is. True where there
is more than one transaction should hold: then it is asked again at once."""

SECONDS_BETWEEN = 2.0
"""How late a chore may be."""
ROUND = "chores"
EVERY = timedelta(seconds=SECONDS_BETWEEN)
"""How often the workers look for what is due: all of them together, not each of them."""
ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext('chore'), hashtext(:name))")


class Chores:
    """Runs the chores of the service by name, each in one process at a time."""

    def __init__(self, database: Database, clock: Clock, chores: Mapping[str, Chore]) -> None:
        self._database = database
        self._clock = clock
        self._chores = chores
        self._turnstile = Turnstile(database)

    async def run(self) -> None:
        """Runs them until canceled; one that fails is tried again, and stops no other."""
        while True:
            try:
                wait = await self._turnstile.take(ROUND, EVERY, timedelta())
            except Exception:
                log.exception("the round of chores could not be asked for")
                wait = SECONDS_BETWEEN
            if wait is None:
                while await self._round():
                    pass
            await asyncio.sleep(SECONDS_BETWEEN if wait is None else wait)

    async def _round(self) -> bool:
        """Does all that is due once; whether there is more."""
        is_more = False
        for name in self._chores:
            try:
                is_more = await self._do(name) or is_more
            except Exception:
                log.exception("chore failed", chore=name)
        return is_more

    async def _do(self, name: str) -> bool:
        async with self._database.transaction() as session:
            if not await session.scalar(ALONE, {"name": name}):
                return False
            if isinstance(self._clock, ShiftedClock):
                await simulated_time.follow(session, self._clock)
            return bool(await self._chores[name](session, self._clock.now()))
