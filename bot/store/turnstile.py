"""Lets requests to a provider pass one after another, at a pace that all workers keep together."""

import asyncio
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import ProviderUnavailable
from bot.store.database import Database

TAKE = text("""
    INSERT INTO paces (name, free_at) VALUES (:name, clock_timestamp() + :every)
    ON CONFLICT (name) DO UPDATE
    SET free_at = greatest(paces.free_at, clock_timestamp() - :lateness) + :every
    WHERE paces.free_at <= clock_timestamp() + :patience
    RETURNING extract(epoch FROM free_at - :every - clock_timestamp())
""")
"""Takes the next place, unless it is too far ahead; says in how many seconds it comes.

Of the time that nobody took, no more than the lateness is made up for."""
AHEAD = text("SELECT extract(epoch FROM free_at - clock_timestamp()) FROM paces WHERE name = :name")
FORGET = text("DELETE FROM paces WHERE free_at < clock_timestamp() - interval '1 hour'")
ON_TIME = timedelta()


class Turnstile:
    """One for a provider; names tell its limits apart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wait(self, name: str, every: timedelta, patience: timedelta) -> None:
        """Waits until the next request of that name may go out, one `every` so often.

        Raises `ProviderUnavailable`, with the seconds to wait, where that would take longer than
        `patience`: whoever asks has other work to do meanwhile.
        """
        seconds, ahead = await self._next(name, every, patience)
        if seconds is None:
            raise ProviderUnavailable("too many requests at once", ahead)
        if seconds > 0:
            await asyncio.sleep(seconds)

    async def take(
        self,
        name: str,
        every: timedelta,
        patience: timedelta,
        lateness: timedelta = ON_TIME,
    ) -> float | None:
        """Takes a place without waiting for it: up to `patience` ahead of one `every` so often.

        Who comes late, by up to `lateness`, still has the place of then.

        None where there is one, else the seconds until there may be: the generic cell rate
        algorithm.
        """
        seconds, ahead = await self._next(name, every, patience, lateness)
        return None if seconds is not None else max(ahead - patience.total_seconds(), 0.0)

    async def _next(
        self, name: str, every: timedelta, patience: timedelta, lateness: timedelta = ON_TIME
    ) -> tuple[float | None, float]:
        """In how many seconds the next place comes; None where it is too far ahead, and how far."""
        limits = {"name": name, "every": every, "patience": patience, "lateness": lateness}
        async with self._database.statement() as connection:
            seconds = await connection.scalar(TAKE, limits)
            if seconds is not None:
                return float(seconds), 0.0
            return None, float(await connection.scalar(AHEAD, {"name": name}) or 0.0)


async def forget_idle(session: AsyncSession, _: object) -> None:
    """Forgets the paces of requests long past (a chore: see `bot.chores`)."""
    await session.execute(FORGET)
