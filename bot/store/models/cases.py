"""Cases: people who need a person."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class Case(Base):
    """Somebody who needs a person."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'answered', 'closed')", name="status"),
        Index("ix_cases_conversation_id_status", "conversation_id", "status"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE")
    )
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("inbound_messages.id", ondelete="CASCADE"), unique=True
    )
    """The message that opened it: opened once, however often its turn is retried."""
    kind: Mapped[str]
    """See `bot.services.cases.Kind`."""
    organization: Mapped[str]
    """Who looks after it: an organization's id, or RESERVE where none fits."""
    is_urgent: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Words of danger, homelessness or despair: before all others."""
    details: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    """What staff need to know beside the transcript."""
    status: Mapped[str] = mapped_column(server_default=sql("'open'"))
    assigned_to: Mapped[str | None]
    opened_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When staff last wrote; from then until it is closed, the bot is silent."""
    closed_at: Mapped[datetime | None]
