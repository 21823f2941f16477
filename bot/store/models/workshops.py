"""Workshop sessions and who is registered for them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base

SELF = ""
"""The attendee who is the resident."""


class WorkshopSession(Base):
    """One workshop at one time and place, as imported."""

    __tablename__ = "workshop_sessions"
    __table_args__ = (
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workshop: Mapped[str]
    """Of which workshop it is a session: an id such as `northstar_assessment`."""
    titles: Mapped[dict[str, Any]]
    """By language."""
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    address: Mapped[str]
    zip_code: Mapped[str]
    capacity: Mapped[int]
    language: Mapped[str]
    """The language it is given in."""
    childcare: Mapped[bool]
    notes: Mapped[dict[str, Any]]
    """What else is to be known, by language."""
    canceled_at: Mapped[datetime | None]


class Registration(Base):
    """One person's place in a session, or in line for one (design §6)."""

    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint(
            "state IN ('registered', 'waitlisted', 'offered', 'attended', 'missed', 'canceled')",
            name="state",
        ),
        Index(
            "uq_registrations_session_id_resident_id_attendee_hash_open",
            "session_id",
            "resident_id",
            "attendee_hash",
            unique=True,
            postgresql_where=sql("state IN ('registered', 'waitlisted', 'offered')"),
        ),
        Index("ix_registrations_session_id_state", "session_id", "state"),
        Index(
            "ix_registrations_offered_until",
            "offered_until",
            postgresql_where=sql("state = 'offered'"),
        ),
        Index(
            "ix_registrations_updated_at_missed",
            "updated_at",
            postgresql_where=sql("state = 'missed'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    """In order of arrival: the line is ordered by it."""
    session_id: Mapped[str] = mapped_column(ForeignKey("workshop_sessions.id"))
    resident_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("residents.id", ondelete="CASCADE"), index=True
    )
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    """Where they are told about it."""
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    """The message that asked for it."""
    attendee: Mapped[str]
    """The first name of the child or relative who comes, encrypted; or SELF."""
    attendee_hash: Mapped[bytes] = mapped_column(server_default=sql("''::bytea"))
    """What they are known again by; empty for the resident."""
    state: Mapped[str]
    offered_until: Mapped[datetime | None]
    """Until when a freed seat is held for them."""
    confirmed_at: Mapped[datetime | None]
    """When they said, reminded of it, that they come."""
    moved_from: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="SET NULL")
    )
    """The registration that is given up once this one has a seat."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
