"""Reminders that went out, or could not: once a person, kind and occasion."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class Reminder(Base):
    """That a reminder was written, or given up: never again for the same occasion.

    Nothing here says what will be due: that follows from the data (`bot.services.reminders`).
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("resident_id", "kind", "occasion"),
        Index(
            "ix_reminders_dropped",
            "created_at",
            postgresql_where=sql("dropped_because IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    """Its name in the content pack."""
    occasion: Mapped[str]
    """What it is about, and when that is: a session that is moved is another occasion."""
    due_at: Mapped[datetime]
    dropped_because: Mapped[str | None]
    """Why it never went out (`bot.services.reminders.due.Hold`); None where it was written."""
    outbound_id: Mapped[int | None] = mapped_column(
        ForeignKey(
            "outbound_messages.id", ondelete="SET NULL", deferrable=True, initially="DEFERRED"
        ),
        index=True,
    )
    """The message that says it, maybe with others; stored after it, in the same transaction."""
    created_at: Mapped[datetime]
