"""Campaigns: a message that staff write to many residents, and whom it went to."""

import uuid
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base

type State = Literal["draft", "running", "paused", "finished", "canceled"]


class Campaign(Base):
    """One message in every language, whom it is for, and who stands for it."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'running', 'paused', 'finished', 'canceled')", name="state"
        ),
        CheckConstraint(
            "approved_by <> created_by AND approved_by <> ALL (edited_by)", name="two_people"
        ),
        CheckConstraint(
            "state = 'canceled' OR (state = 'draft') = (started_at IS NULL AND ends_at IS NULL)",
            name="started",
        ),
        Index("ix_campaigns_running", "id", postgresql_where=sql("state = 'running'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str]
    """What staff call it; no resident sees it."""
    texts: Mapped[dict[str, Any]]
    """What is said, by language, with its placeholders."""
    template: Mapped[str | None]
    """The key of the content pack's text it was taken from."""
    topic: Mapped[str | None]
    """The intent that a yes to it stands for; None where it asks nothing."""
    audience: Mapped[dict[str, Any]]
    """See `bot.services.campaigns.Audience`."""
    state: Mapped[State] = mapped_column(String, server_default=sql("'draft'"))
    last_day: Mapped[date | None]
    """In the city's zone; None for as long as the content pack says."""
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    edited_by: Mapped[list[str]] = mapped_column(ARRAY(String), server_default=sql("'{}'"))
    """Who else has words in it."""
    approved_by: Mapped[str | None]
    """Never who wrote it, or part of it."""
    approved_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    """From then on nothing of it goes out."""


class CampaignRecipient(Base):
    """Somebody a campaign is for, chosen when it began: once a person, by the primary key."""

    __tablename__ = "campaign_recipients"
    __table_args__ = (
        Index(
            "ix_campaign_recipients_waiting",
            "campaign_id",
            "resident_id",
            postgresql_where=sql("NOT is_done"),
        ),
    )

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True
    )
    resident_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("residents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    """Where they are written to."""
    is_done: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Written, or skipped: never again, also when the message is no longer kept."""
    skipped_because: Mapped[str | None]
    """Why they were not written to (`bot.services.campaigns.Skip`)."""
    outbound_id: Mapped[int | None] = mapped_column(
        ForeignKey("outbound_messages.id", ondelete="SET NULL"), unique=True
    )
    """The message."""
