"""How often anybody is written to unasked, by whatever message and campaign."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, BigInteger, DateTime, Uuid, all_, any_, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import OutboundMessage

WEEK: Final = timedelta(days=7)
WENT_OUT: Final = ("sending", "sent", "undelivered", "delivered", "read")
MOMENT: Final = DateTime(timezone=True)

SENT_AT: Final = func.coalesce(OutboundMessage.sent_at, OutboundMessage.attempted_at)
RECENT: Final = (
    select(OutboundMessage.conversation_id, func.array_agg(SENT_AT).label("times"))
    .where(
        OutboundMessage.conversation_id == any_(bindparam("people", type_=ARRAY(Uuid()))),
        text("purpose <> 'reply'"),
        OutboundMessage.created_at > bindparam("long_ago", type_=MOMENT),
        SENT_AT > bindparam("week_ago", type_=MOMENT),  # noqa: SIM300 (no constant)
        OutboundMessage.id != all_(bindparam("but", type_=ARRAY(BigInteger()))),
        OutboundMessage.status.in_(WENT_OUT),
    )
    .group_by(OutboundMessage.conversation_id)
)


@dataclass(frozen=True)
class Restraint:
    """What is enough for one person."""

    gap: timedelta = timedelta(hours=2)
    """Between two messages that nobody asked for."""
    per_week: int = 5
    """How many of them within seven days."""


async def sent_lately(
    session: AsyncSession,
    conversations: Collection[uuid.UUID],
    but: Collection[int],
    now: datetime,
) -> dict[uuid.UUID, Sequence[datetime]]:
    """When each conversation got something unasked within a week, the first time first.

    The messages `but`, which are about to go out, do not count.
    """
    asked = {
        "people": list(conversations),
        "but": list(but),
        "long_ago": now - 2 * WEEK,
        "week_ago": now - WEEK,
    }
    return {row[0]: sorted(row.times) for row in await session.execute(RECENT, asked)}
