"""The cases that wait for staff, those in need first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.cases.handling import NoSuchCase
from bot.services.cases.kinds import Kind
from bot.store.models import Case, Conversation, InboundMessage, Resident


@dataclass(frozen=True)
class CaseSummary:
    """A case, and how its conversation stands."""

    case: Case
    conversation: Conversation
    language: str | None
    last_heard_at: datetime | None
    """When the resident last wrote."""

    @property
    def is_opted_out(self) -> bool:
        """The resident stopped all messages: what staff write is held back."""
        return self.conversation.opted_out_at is not None


async def list_cases(
    session: AsyncSession, organization: str | None = None, include_closed: bool = False
) -> Sequence[CaseSummary]:
    """The cases of one organization, or of all: urgent ones first, then the oldest."""
    query = _summaries().order_by(
        (Case.status == "closed"), Case.is_urgent.desc(), Case.opened_at, Case.id
    )
    if organization is not None:
        query = query.where(Case.organization == organization)
    if not include_closed:
        query = query.where(Case.status != "closed")
    return [_summary(row) for row in await session.execute(query)]


async def find_case(session: AsyncSession, case_id: int) -> CaseSummary:
    """One case; raises `NoSuchCase`."""
    row = (await session.execute(_summaries().where(Case.id == case_id))).one_or_none()
    if row is None:
        raise NoSuchCase(case_id)
    return _summary(row)


async def latest_unclosed(session: AsyncSession, conversation_id: uuid.UUID) -> Case | None:
    """The last of a conversation's cases that staff have yet to close."""
    return await session.scalar(
        select(Case)
        .where(Case.conversation_id == conversation_id, Case.status != "closed")
        .order_by(Case.id.desc())
        .limit(1)
    )


def unclosed_details(conversation_id: uuid.UUID, kind: Kind) -> Select[dict[str, Any]]:
    """What is noted in the cases of a kind that are not closed in a conversation."""
    return select(Case.details).where(
        Case.conversation_id == conversation_id, Case.kind == kind, Case.status != "closed"
    )


def _summaries() -> Select[Case, Conversation, str | None, datetime]:
    last_heard = (
        select(func.max(InboundMessage.received_at))
        .where(InboundMessage.conversation_id == Case.conversation_id)
        .scalar_subquery()
    )
    return (
        select(Case, Conversation, Resident.language, last_heard)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .join(Resident, Resident.id == Conversation.resident_id)
    )


def _summary(row: Row[Case, Conversation, str | None, datetime]) -> CaseSummary:
    return CaseSummary(*row)
