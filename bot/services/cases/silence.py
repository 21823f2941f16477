"""When the assistant is silent because staff are talking with the resident."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Case

SILENCE: Final = timedelta(days=3)
"""How long after the last word of staff the assistant stays silent: over a weekend, but not for
ever where a case is forgotten."""


def answering(
    conversation_id: SQLColumnExpression[uuid.UUID], since: SQLColumnExpression[datetime]
) -> ColumnElement[bool]:
    """Whether staff wrote in a conversation `since` then, and have not closed their case."""
    return exists().where(
        Case.conversation_id == conversation_id,
        Case.status == "answered",
        Case.answered_at > since,
    )


ANSWERED = select(answering(bindparam("conversation_id"), bindparam("since")))


async def staff_are_answering(
    session: AsyncSession, conversation_id: uuid.UUID, now: datetime
) -> bool:
    """Whether staff wrote in this conversation lately and have not closed their case."""
    asked = {"conversation_id": conversation_id, "since": now - SILENCE}
    return bool(await session.scalar(ANSWERED, asked))
