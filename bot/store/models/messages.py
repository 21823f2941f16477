"""Messages from residents and to them."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class InboundMessage(Base):
    """A message from a resident, kept before it is acknowledged."""

    __tablename__ = "inbound_messages"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        CheckConstraint("status IN ('received', 'answered', 'failed')", name="status"),
        Index("ix_inbound_messages_conversation_id_received_at", "conversation_id", "received_at"),
        Index("ix_inbound_messages_received_at", "received_at", postgresql_using="brin"),
        Index(
            "ix_inbound_messages_release_at",
            "release_at",
            postgresql_where=sql("release_at IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE")
    )
    channel: Mapped[str]
    provider_id: Mapped[str]
    text: Mapped[str]
    choice: Mapped[str | None]
    """The value of the choice that was tapped, instead of a text."""
    attachment: Mapped[str | None]
    """What came instead of words (`bot.conversation.inbox.Attachment`)."""
    provider_did: Mapped[str | None]
    """What the provider did about it by itself: "opt_out", "opt_in" or "help"."""
    link: Mapped[str | None]
    """The code of the forwarded link it came by."""
    status: Mapped[str] = mapped_column(server_default=sql("'received'"))
    intent: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    """How often Rasa was reached and failed on it."""
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    """When it was found to be part of a flood (`bot.conversation.flood`)."""
    release_at: Mapped[datetime | None]
    """When it is read together with all that is held; None once that has begun."""


class OutboundMessage(Base):
    """A message to a resident, on its way from the outbox to a delivery receipt."""

    __tablename__ = "outbound_messages"
    __table_args__ = (
        CheckConstraint("sender IN ('bot', 'staff')", name="sender"),
        CheckConstraint("purpose IN ('reply', 'reminder', 'campaign')", name="purpose"),
        Index("ix_outbound_messages_conversation_id_id", "conversation_id", "id"),
        Index("ix_outbound_messages_provider_id", "provider_id"),
        Index("ix_outbound_messages_created_at", "created_at", postgresql_using="brin"),
        Index(
            "ix_outbound_messages_waiting",
            "created_at",
            postgresql_where=sql("status IN ('queued', 'sending')"),
        ),
        Index(
            "ix_outbound_messages_in_line",
            "line",
            "purpose",
            "due_at",
            "id",
            postgresql_where=sql("status = 'held' AND due_at IS NOT NULL"),
        ),
        Index(
            "ix_outbound_messages_unasked",
            "conversation_id",
            "created_at",
            postgresql_where=sql("purpose <> 'reply'"),
        ),
        Index(
            "ix_outbound_messages_screener",
            "created_at",
            postgresql_where=sql("starts_with(key, 'content.criteria.')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE")
    )
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("inbound_messages.id", ondelete="CASCADE"), index=True
    )
    sender: Mapped[str] = mapped_column(server_default=sql("'bot'"))
    purpose: Mapped[Literal["reply", "reminder", "campaign"]] = mapped_column(
        String, server_default=sql("'reply'")
    )
    """What it is for; see `bot.conversation.purposes`."""
    key: Mapped[str]
    """The text's key in the catalog."""
    language: Mapped[str]
    text: Mapped[str]
    choices: Mapped[list[dict[str, Any]]]
    """What was offered, in order: {"label", "intent", "entities"}."""
    is_numbered: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Whether it is said with numbered lines, since its channel did not take the buttons."""
    status: Mapped[str]
    """See `bot.conversation.receipts.RANK`."""
    reason: Mapped[str | None]
    """Why it was held back or failed, for staff."""
    faults: Mapped[int] = mapped_column(server_default=sql("0"))
    """How often its delivery failed in a way nobody foresaw."""
    provider_id: Mapped[str | None]
    error_code: Mapped[str | None]
    segments: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))
    """What sending it costs by the price that was set, in US dollars."""
    template: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The approved template that says the same: {"sid", "variables"}; see `TwilioWhatsApp`."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """From when on it no longer makes sense; it is not sent then."""
    due_at: Mapped[datetime | None]
    """When a message that is held only for a while goes out after all."""
    line: Mapped[str | None]
    """The channel in whose line it waits until then (`bot.conversation.lines`)."""
    attempted_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    place: Mapped[int | None] = mapped_column(BigInteger)
    """Where it stands among the ids of its conversation's messages, if not at its own: what waited
    in line came after all that was said meanwhile."""


NEXT_PLACE: Final = func.nextval(func.pg_get_serial_sequence("outbound_messages", "id"))
"""After all messages that there are."""


def said_in(message: type[OutboundMessage]) -> ColumnElement[int]:
    """What sorts the messages of a conversation as they came to the phone: no clock, since machines
    have one each, and any may be set back."""
    return func.coalesce(message.place, message.id)
