"""Residents, the addresses they write from, and their consent."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class Resident(Base):
    """A person; may write from several addresses."""

    __tablename__ = "residents"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    language: Mapped[str | None]
    """What we write to them in; None until a message has told."""
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    """Who looks after them; None until a link, a booking or their ZIP has told."""
    zip_code: Mapped[str | None]
    """Where they live, as they said."""
    created_at: Mapped[datetime]


class Conversation(Base):
    """All that is said between us and one address on one channel."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address_hash"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    resident_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("residents.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str]
    address_hash: Mapped[bytes]
    address_encrypted: Mapped[bytes]
    opted_out_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Consent(Base):
    """One change of consent: when, how and with which words (design §6)."""

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint("kind IN ('opt_out', 'opt_in')", name="kind"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime]
