"""The record of what was done to people's data (see `bot.store.models.AuditEntry`)."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import AuditEntry

type Actor = Literal["resident", "operator", "service"]


def record(session: AsyncSession, at: datetime, actor: Actor, action: str, **details: Any) -> None:
    """Notes an act, such as `case.closed`, in the transaction that does it.

    `details` are JSON and never personal: numbers of cases and rows, kinds, ids of organizations.
    """
    session.add(AuditEntry(at=at, actor=actor, action=action, details=details))
