"""What was done to people's data, without the data."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class AuditEntry(Base):
    """One act of staff, an administrator or a resident; never personal data."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    """`resident`, `operator` or a member of staff."""
    action: Mapped[str]
    """A verb with its object, such as `case.closed` or `resident.erased`."""
    details: Mapped[dict[str, Any]]
