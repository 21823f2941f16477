"""Applications to the internet program, and the proof that somebody is the applicant."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class Application(Base):
    """Where a household's application stands, as the administrator's import says."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(
            "status IN ('received', 'needs_documents', 'approved', 'installed', 'denied', "
            "'closed')",
            name="status",
        ),
    )

    reference: Mapped[str] = mapped_column(primary_key=True)
    """As it was imported, in capitals."""
    reference_key: Mapped[str] = mapped_column(unique=True)
    """What it is found by: see `bot.services.references.reference_key`."""
    phone_hash: Mapped[bytes] = mapped_column(index=True)
    phone_encrypted: Mapped[bytes]
    name_encrypted: Mapped[bytes]
    status: Mapped[str]
    updated_on: Mapped[date] = mapped_column(index=True)
    """The day its status began."""
    notes: Mapped[dict[str, Any]]
    """What else is to be told, by language."""


class VerificationCode(Base):
    """A one-time code on its way to the phone on file."""

    __tablename__ = "verification_codes"
    __table_args__ = (
        Index(
            "ix_verification_codes_expires_at",
            "expires_at",
            postgresql_where=sql("forgotten_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    inbound_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    """The message that asked for it: sent once, however often its turn is retried."""
    reference_hash: Mapped[bytes] = mapped_column(index=True)
    """Of what was asked for, whether there is such an application or not."""
    phone_hash: Mapped[bytes | None]
    """Of the phone on file; None where there is no such application: no code can be right."""
    code_hash: Mapped[bytes]
    tries: Mapped[int] = mapped_column(server_default=sql("0"))
    tried_by: Mapped[uuid.UUID | None]
    """The message of the last try: counted once, however often its turn is retried."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    """When it was taken out of the message that bore it."""


class VerifiedPhone(Base):
    """A conversation whose resident proved to hold a phone, by a code sent to it."""

    __tablename__ = "verified_phones"

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    phone_hash: Mapped[bytes] = mapped_column(primary_key=True)
    verified_at: Mapped[datetime]
