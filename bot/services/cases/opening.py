"""Opens a case, in the transaction of what makes it necessary."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import organizations
from bot.services.cases.kinds import ONE_EACH_TIME, Kind
from bot.store.models import RESERVE, Case


async def open_case(
    session: AsyncSession,
    conversation_id: uuid.UUID,
    inbound_id: uuid.UUID,
    kind: Kind,
    now: datetime,
    *,
    details: Mapping[str, Any] | None = None,
    is_urgent: bool = False,
) -> Case:
    """Opens a case for the resident's organization, or for the reserve where they have none.

    One that this message opened already, or of the same kind that staff have not closed, is
    returned instead, with the new details added: `case.inbound_id` tells which message opened it.
    """
    found = await _same(session, conversation_id, inbound_id, kind)
    if found is None:
        await session.execute(
            insert(Case)
            .values(
                conversation_id=conversation_id,
                inbound_id=inbound_id,
                kind=kind,
                organization=await organizations.of_resident(session, conversation_id) or RESERVE,
                details={},
                opened_at=now,
            )
            .on_conflict_do_nothing(index_elements=["inbound_id"])
        )
        found = await _same(session, conversation_id, inbound_id, kind)
        assert found is not None  # noqa: S101 (just inserted, by us or by another at once)
    found.details = {**found.details, **(details or {})}
    found.is_urgent = found.is_urgent or is_urgent
    return found


async def _same(
    session: AsyncSession, conversation_id: uuid.UUID, inbound_id: uuid.UUID, kind: Kind
) -> Case | None:
    is_same = Case.inbound_id == inbound_id
    if kind not in ONE_EACH_TIME:
        is_same |= (
            (Case.conversation_id == conversation_id)
            & (Case.kind == kind)
            & (Case.status != "closed")
        )
    return await session.scalar(
        select(Case).where(is_same).order_by(Case.id).limit(1).with_for_update()
    )
