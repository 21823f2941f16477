"""Links that organizations forward, and who came by them."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class Link(Base):
    """A link to forward: whose it is, and what it opens with."""

    __tablename__ = "links"
    __table_args__ = (
        Index(
            "uq_links_organization_id_language_for_sharing",
            "organization_id",
            "language",
            unique=True,
            postgresql_where=sql("is_for_sharing"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    """Small letters and digits: what is left of it however it was typed."""
    written: Mapped[str]
    """The code as it is shown, perhaps with hyphens."""
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    """Who forwards it; None for the one of residents whom no organization looks after."""
    campaign: Mapped[str | None]
    topic: Mapped[str | None]
    """The intent the conversation opens with."""
    language: Mapped[str | None]
    is_for_sharing: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Given to residents who pass the assistant on, not made by hand."""
    opened: Mapped[int] = mapped_column(server_default=sql("0"))
    """On how many devices its page was looked at."""
    last_day: Mapped[date | None]
    """Its campaign's last day; None where it has no end."""
    created_at: Mapped[datetime]


class LinkArrival(Base):
    """Somebody who wrote by a link; nobody's once they are erased, and counted still."""

    __tablename__ = "link_arrivals"
    __table_args__ = (UniqueConstraint("conversation_id", "code"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("links.code"), index=True)
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL")
    )
    wrote_on: Mapped[date]
    """A day, no moment: what remains after an erasure tells of nobody."""
    did_on: Mapped[date | None]
    """When they first came to the end of something; see `bot.conversation.deeds`."""
