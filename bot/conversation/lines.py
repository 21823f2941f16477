"""Messages that nobody asked for wait in line, in the database; they leave it as fast as they can.

However many are stored at once, the queue holds only what a sender can send within seconds: replies
pass them, memory stays flat, and what changes meanwhile is seen before they go out.
"""

import math
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.allowance import ANY, Allowance
from bot.conversation.purposes import PURPOSES, Purpose, rank
from bot.store.jobs import Jobs
from bot.store.models import OutboundMessage

SECONDS_AHEAD: Final = 6.0
"""How much of a sender's time may be in the queue: three times what passes between two chores."""
FEWEST, MOST = 12, 600
"""Messages of one sender that may be in the queue at once."""
WAITING = text("status = 'held' AND due_at IS NOT NULL")

HEAD = (
    select(OutboundMessage.id)
    .where(
        WAITING,
        OutboundMessage.line == bindparam("channel"),
        OutboundMessage.purpose == bindparam("purpose"),
        OutboundMessage.due_at <= bindparam("now"),
    )
    .order_by(OutboundMessage.due_at, OutboundMessage.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
IN_QUEUE = select(func.count()).where(
    text("status IN ('queued', 'sending')"), OutboundMessage.line == bindparam("channel")
)
"""Asked every few seconds, so put together once."""


class Lines:
    """A line for each channel; in it, reminders go before campaigns."""

    def __init__(
        self, jobs: Jobs, channels: Iterable[str], allowances: Mapping[str, Allowance]
    ) -> None:
        self._jobs = jobs
        self._room = {name: _room(allowances.get(name, ANY)) for name in channels}

    async def let_out(self, session: AsyncSession, now: datetime) -> None:
        """Sends on what is at the head of each line (a chore: see `bot.chores`)."""
        for channel, room in self._room.items():
            left = room - await _in_queue(session, channel)
            for purpose in PURPOSES:
                if left > 0:
                    left -= await self._release(session, channel, purpose, now, left)

    async def _release(
        self, session: AsyncSession, channel: str, purpose: Purpose, now: datetime, most: int
    ) -> int:
        asked = {"channel": channel, "purpose": purpose, "now": now, "most": most}
        head = (await session.scalars(HEAD, asked)).all()
        if not head:  # as nearly always
            return 0
        released = await session.execute(
            update(OutboundMessage)
            .where(OutboundMessage.id.in_(head))
            .values(status="queued", reason=None, due_at=None)
            .returning(OutboundMessage.conversation_id, OutboundMessage.id)
        )
        deliveries: list[tuple[uuid.UUID, int]] = [(row[0], row[1]) for row in released]
        deliveries.sort(key=lambda delivery: delivery[1])
        await self._jobs.defer_deliveries(session, channel, deliveries, rank(purpose))
        return len(deliveries)


async def _in_queue(session: AsyncSession, channel: str) -> int:
    return await session.scalar(IN_QUEUE, {"channel": channel}) or 0


def _room(allowance: Allowance) -> int:
    if allowance.per_second is None:
        return MOST
    return min(max(math.ceil(allowance.per_second * SECONDS_AHEAD), FEWEST), MOST)
