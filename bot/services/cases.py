"""People who need a person: a case for staff."""

import uuid
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import RESERVE, Case

Kind = Literal["asked_for_person", "not_understood", "failed_turn", "erase_data"]


async def open_case(
    session: AsyncSession,
    conversation_id: uuid.UUID,
    inbound_id: uuid.UUID,
    kind: Kind,
    now: datetime,
) -> None:
    """Opens a case, unless this message opened one already or the same kind is open."""
    same = select(Case.id).where(
        Case.conversation_id == conversation_id, Case.kind == kind, Case.status == "open"
    )
    if await session.scalar(same):
        return
    await session.execute(
        insert(Case)
        .values(
            conversation_id=conversation_id,
            inbound_id=inbound_id,
            kind=kind,
            organization=RESERVE,
            opened_at=now,
        )
        .on_conflict_do_nothing()
    )
