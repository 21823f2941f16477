"""Keeps a sender's rate across all workers: replies first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.conversation.allowance import ANY, Allowance
from bot.store.database import Database
from bot.store.turnstile import Turnstile

PATIENCE: Final = timedelta(seconds=2)
"""How long a reply waits for its place before it lets its worker do something else."""
NO_PATIENCE: Final = timedelta()
LATENESS: Final = timedelta(seconds=0.25)
"""How much of its time a line may make up for that it lost by looking for whose turn is next."""


class Rate:
    """The pace of every channel that has one."""

    def __init__(self, database: Database, allowances: Mapping[str, Allowance]) -> None:
        self._turnstile = Turnstile(database)
        self._allowances = allowances

    def per_second(self, channel: str) -> float | None:
        """How many units may go out a second; None where we know no limit."""
        return self._allowances.get(channel, ANY).per_second

    async def wait(self, channel: str, units: int) -> None:
        """Waits until a message of so many units may go out.

        Raises `ProviderUnavailable` where its place is too far ahead.
        """
        if per_second := self.per_second(channel):
            every = timedelta(seconds=units / per_second)
            await self._turnstile.wait(_name(channel), every, PATIENCE)

    async def take(self, channel: str, units: int) -> float | None:
        """Takes a place for so many units that nobody waits for; none while a reply has one.

        None where there is one now, else the seconds until there may be.
        """
        per_second = self.per_second(channel)
        if not per_second:
            return None
        every = timedelta(seconds=units / per_second)
        return await self._turnstile.take(_name(channel), every, NO_PATIENCE, LATENESS)


def _name(channel: str) -> str:
    return f"send:{channel}"
