"""When the assistant is silent because staff are talking with the resident."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Case

SILENCE: Final = timedelta(days=3)
"""How long after the last word of staff the assistant stays silent: over a weekend, but not for
ever where a case is forgotten."""

ANSWERED = (
    select(Case.id)
    .where(
        Case.conversation_id == bindparam("conversation_id"),
        Case.status == "answered",
        Case.answered_at > bindparam("since"),
    )
    .limit(1)
)
"""Asked before each answer, so put together once."""


async def staff_are_answering(
    session: AsyncSession, conversation_id: uuid.UUID, now: datetime
) -> bool:
    """Whether staff wrote in this conversation lately and have not closed their case."""
    asked = {"conversation_id": conversation_id, "since": now - SILENCE}
    return await session.scalar(ANSWERED, asked) is not None
