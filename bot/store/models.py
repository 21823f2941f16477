"""The tables (SQLAlchemy); their changes are the migrations beside."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Interval,
    MetaData,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What all tables share: names for constraints, and types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own form)
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        uuid.UUID: Uuid(),
    }


class Resident(Base):
    """A person; may write from several addresses."""

    __tablename__ = "residents"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    language: Mapped[str | None]
    """What we write to them in; None until a message has told."""
    created_at: Mapped[datetime]


class Conversation(Base):
    """All that is said between us and one address on one channel."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address_hash"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("residents.id"), index=True)
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
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime]


class InboundMessage(Base):
    """A message from a resident, kept before it is acknowledged."""

    __tablename__ = "inbound_messages"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        CheckConstraint("status IN ('received', 'answered', 'failed')", name="status"),
        Index("ix_inbound_messages_conversation_id_received_at", "conversation_id", "received_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str]
    provider_id: Mapped[str]
    text: Mapped[str]
    choice: Mapped[str | None]
    """The value of the choice that was tapped, instead of a text."""
    media_count: Mapped[int] = mapped_column(server_default=sql("0"))
    status: Mapped[str] = mapped_column(server_default=sql("'received'"))
    intent: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    """How often Rasa was reached and failed on it."""
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class OutboundMessage(Base):
    """A message to a resident, on its way from the outbox to a delivery receipt."""

    __tablename__ = "outbound_messages"
    __table_args__ = (
        CheckConstraint("sender IN ('bot', 'staff')", name="sender"),
        Index("ix_outbound_messages_conversation_id_id", "conversation_id", "id"),
        Index("ix_outbound_messages_provider_id", "provider_id"),
        Index(
            "ix_outbound_messages_waiting",
            "created_at",
            postgresql_where=sql("status IN ('queued', 'sending')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id"))
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("inbound_messages.id"), index=True
    )
    sender: Mapped[str] = mapped_column(server_default=sql("'bot'"))
    key: Mapped[str]
    """The text's key in the catalog."""
    language: Mapped[str]
    text: Mapped[str]
    choices: Mapped[list[dict[str, Any]]]
    """What was offered, in order: {"label", "intent", "entities"}."""
    status: Mapped[str]
    """See `bot.conversation.receipts.RANK`."""
    reason: Mapped[str | None]
    """Why it was held back or failed, for staff."""
    provider_id: Mapped[str | None]
    error_code: Mapped[str | None]
    segments: Mapped[int | None]
    created_at: Mapped[datetime]
    attempted_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class Case(Base):
    """Somebody who needs a person."""

    __tablename__ = "cases"
    __table_args__ = (CheckConstraint("status IN ('open', 'closed')", name="status"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("inbound_messages.id"), unique=True
    )
    """The message that opened it: opened once, however often its turn is retried."""
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=sql("'open'"))
    opened_at: Mapped[datetime]


class ClockShift(Base):
    """How far a rehearsal's clock is moved; at most one row."""

    __tablename__ = "clock_shift"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shift: Mapped[timedelta] = mapped_column(Interval)
