"""Course licenses and the pools they come from."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base

RESERVE = ""
"""The organization of a provider's common reserve."""


class Pool(Base):
    """How many seats of a provider an organization may grant; with RESERVE, anybody's."""

    __tablename__ = "pools"
    __table_args__ = (CheckConstraint("seats >= 0", name="seats"),)

    provider: Mapped[str] = mapped_column(primary_key=True)
    organization: Mapped[str] = mapped_column(primary_key=True)
    """An organization's id, or RESERVE."""
    seats: Mapped[int]


class License(Base):
    """A resident's license, from the request to its end (design §6)."""

    __tablename__ = "licenses"
    __table_args__ = (
        CheckConstraint(
            "state IN ('requested', 'approved', 'waitlisted', 'granted', 'declined', 'expired', "
            "'given_up')",
            name="state",
        ),
        CheckConstraint(
            "(pool IS NOT NULL) = (state IN ('approved', 'granted'))", name="pool_while_held"
        ),
        Index(
            "uq_licenses_provider_resident_id_open",
            "provider",
            "resident_id",
            unique=True,
            postgresql_where=sql("state IN ('requested', 'approved', 'waitlisted', 'granted')"),
        ),
        Index(
            "uq_licenses_provider_email_hash_open",
            "provider",
            "email_hash",
            unique=True,
            postgresql_where=sql("state IN ('requested', 'approved', 'waitlisted', 'granted')"),
        ),
        Index("ix_licenses_provider_pool_state", "provider", "pool", "state"),
        Index("ix_licenses_ends_at", "ends_at", postgresql_where=sql("state = 'granted'")),
        Index(
            "ix_licenses_ran_until",
            "ends_at",
            postgresql_where=sql("state IN ('granted', 'expired')"),
        ),
        Index("ix_licenses_granted_at", "granted_at", postgresql_where=sql("state = 'granted'")),
        Index(
            "ix_licenses_last_used_at", "last_used_at", postgresql_where=sql("state = 'granted'")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    """In order of arrival: the line is ordered by it."""
    provider: Mapped[str]
    resident_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("residents.id", ondelete="CASCADE"), index=True
    )
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    """Where they are told about it."""
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    """The message that asked for it: asked once, however often its turn is retried."""
    organization: Mapped[str]
    """The resident's organization, or RESERVE where they have none."""
    pool: Mapped[str | None]
    """The pool its seat was taken from; None without a seat."""
    course: Mapped[str | None]
    """The course they want to begin with: its id in the content pack."""
    email_hash: Mapped[bytes]
    email_encrypted: Mapped[bytes]
    state: Mapped[str]
    requested_at: Mapped[datetime]
    granted_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    renewals: Mapped[int] = mapped_column(server_default=sql("0"))
    renewal_asked_at: Mapped[datetime | None]
    """When they asked to renew, where staff have yet to decide."""
    renewal_inbound_id: Mapped[uuid.UUID | None]
    """The message that asked to renew: done once, however often its turn is retried."""
    last_used_at: Mapped[datetime | None]
    """As the provider tells staff, who note it."""
    updated_at: Mapped[datetime]
