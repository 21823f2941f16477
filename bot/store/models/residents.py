"""Residents, the addresses they write from, and their consent."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class Resident(Base):
    """A person; may write from several addresses."""

    __tablename__ = "residents"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    language: Mapped[str | None]
    """What we write to them in; None until a message has told."""
    language_is_presumed: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Only their app or page has told it: any word of theirs outweighs it."""
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    """Who looks after them; None until a link, a booking or their ZIP has told."""
    zip_code: Mapped[str | None]
    """Where they live, as they said."""
    created_at: Mapped[datetime] = mapped_column(index=True)


class Conversation(Base):
    """All that is said between us and one address on one channel."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("channel", "address_hash"),
        Index(
            "ix_conversations_erasing_since",
            "erasing_since",
            postgresql_where=sql("erasing_since IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    resident_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("residents.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str]
    address_hash: Mapped[bytes]
    address_encrypted: Mapped[bytes]
    opted_out_at: Mapped[datetime | None]
    erasing_since: Mapped[datetime | None]
    """When the resident wished to be erased, which is done soon after (`bot.services.erasure`)."""
    terms_told_at: Mapped[datetime | None]
    """When they were told who writes, how often, what it costs, and how to end it."""
    unreachable_at: Mapped[datetime | None]
    """Since when the provider says that this address takes no messages at all."""
    unreachable_code: Mapped[str | None]
    """The provider's error code that said so."""
    unreachable_until: Mapped[datetime | None]
    """When we try again unasked; NULL: once they write."""
    created_at: Mapped[datetime]


class Consent(Base):
    """One change of consent: when, how and with which words (design §6)."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("kind IN ('opt_out', 'opt_in')", name="kind"),
        CheckConstraint("topic IN ('all', 'reminders', 'campaigns')", name="topic"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    topic: Mapped[str] = mapped_column(server_default=sql("'all'"))
    source: Mapped[str] = mapped_column(server_default=sql("'words'"))
    """How we know; see `bot.services.consent.record.Source`."""
    words: Mapped[str]
    at: Mapped[datetime]


class StoppedAddress(Base):
    """An address whose messages stay stopped though its resident was erased."""

    __tablename__ = "stopped_addresses"

    channel: Mapped[str] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(primary_key=True)
    """All that is kept of it: who does not know the address cannot tell whose it is."""
    stopped_at: Mapped[datetime]


class StoppedTopic(Base):
    """A kind of message that an address does not want, while others still come."""

    __tablename__ = "stopped_topics"
    __table_args__ = (CheckConstraint("topic IN ('reminders', 'campaigns')", name="topic"),)

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
