"""Keeps a sender's rate across all workers: replies first, then reminders, then campaigns."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select

from bot.conversation.allowance import ANY, Allowance
from bot.conversation.purposes import Purpose, more_urgent
from bot.errors import ProviderUnavailable
from bot.store.database import Database
from bot.store.models import Conversation, OutboundMessage
from bot.store.turnstile import Turnstile

PATIENCE: Final[dict[Purpose, timedelta]] = {
    "reply": timedelta(seconds=2),
    "reminder": timedelta(seconds=0.5),
    "campaign": timedelta(),
}
"""How long a delivery waits for its place before it lets its worker do something else."""
RECENT = timedelta(minutes=10)
"""How old a more urgent message may be that others wait for: an older one is stuck."""
LOOKS, LOOK_SECONDS = 20, 0.05
"""How often and how long after one another a message looks whether more urgent ones wait still."""
YIELD_SECONDS = 2.0
"""After so long it tries again."""


class Rate:
    """The pace of every channel that has one."""

    def __init__(self, database: Database, allowances: Mapping[str, Allowance]) -> None:
        self._database = database
        self._turnstile = Turnstile(database)
        self._allowances = allowances

    async def wait(self, channel: str, purpose: Purpose, units: int, now: datetime) -> None:
        """Waits until a message of so many units may go out; `now` is the service's time.

        Raises `ProviderUnavailable` where more urgent ones wait, or its place is too far ahead.
        """
        per_second = self._allowances.get(channel, ANY).per_second
        if per_second is None:
            return
        for _ in range(LOOKS):
            if not await self._is_passed_over(channel, purpose, now):
                break
            await asyncio.sleep(LOOK_SECONDS)
        else:
            raise ProviderUnavailable("more urgent messages are waiting", YIELD_SECONDS)
        every = timedelta(seconds=units / per_second)
        await self._turnstile.wait(f"send:{channel}", every, PATIENCE[purpose])

    async def _is_passed_over(self, channel: str, purpose: Purpose, now: datetime) -> bool:
        first = more_urgent(purpose)
        if not first:
            return False
        waiting = (
            exists()
            .where(OutboundMessage.status == "queued")
            .where(OutboundMessage.purpose.in_(first))
            .where(OutboundMessage.created_at > now - RECENT)
            .where(Conversation.id == OutboundMessage.conversation_id)
            .where(Conversation.channel == channel)
        )
        async with self._database.statement() as connection:
            return bool(await connection.scalar(select(waiting)))
