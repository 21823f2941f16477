"""What staff do with a case: take it, answer it, close it; each act is noted in the audit."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import EnlaceError
from bot.services import audit
from bot.services.cases.silence import staff_are_answering
from bot.store.models import Case


class CaseError(EnlaceError):
    """A case that cannot be worked on."""


class NoSuchCase(CaseError):
    """There is no case with this number."""

    def __init__(self, case_id: int) -> None:
        super().__init__(f"There is no case {case_id}: `enlace cases list --all` shows all.")


class CaseIsClosed(CaseError):
    """The case is closed: nothing more is done with it."""

    def __init__(self, case_id: int) -> None:
        super().__init__(
            f"Case {case_id} is closed: only an open one can be assigned, answered or closed."
        )


async def assign(session: AsyncSession, case_id: int, name: str, now: datetime) -> Case:
    """Says who of the staff looks after a case.

    Raises `NoSuchCase` and `CaseIsClosed`, as all acts here do.
    """
    case = await _unclosed(session, case_id)
    case.assigned_to = name
    audit.record(session, now, "operator", "case.assigned", case=case_id)
    return case


async def mark_answered(session: AsyncSession, case_id: int, now: datetime) -> Case:
    """Notes that staff wrote to the resident: from now on the assistant is silent."""
    case = await _unclosed(session, case_id)
    case.status, case.answered_at = "answered", now
    audit.record(session, now, "operator", "case.answered", case=case_id)
    return case


async def close(session: AsyncSession, case_id: int, now: datetime) -> tuple[Case, bool]:
    """Closes a case; also tells whether that ended the assistant's silence."""
    case = await _unclosed(session, case_id)
    was_silent = await staff_are_answering(session, case.conversation_id, now)
    case.status, case.closed_at = "closed", now
    audit.record(session, now, "operator", "case.closed", case=case_id, kind=case.kind)
    await session.flush()
    is_silent = await staff_are_answering(session, case.conversation_id, now)
    return case, was_silent and not is_silent


async def _unclosed(session: AsyncSession, case_id: int) -> Case:
    case = await session.scalar(select(Case).where(Case.id == case_id).with_for_update())
    if case is None:
        raise NoSuchCase(case_id)
    if case.status == "closed":
        raise CaseIsClosed(case_id)
    return case
