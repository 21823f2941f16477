"""How fast providers may be asked: kept here so that it holds across all workers."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class Pace(Base):
    """When the next request of a kind may go out (`bot.store.turnstile`).

    Unlogged: it costs next to nothing, and is empty after a crash of PostgreSQL, which does no
    harm.
    """

    __tablename__ = "paces"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    name: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime] = mapped_column(index=True)
    """By PostgreSQL's clock: no rehearsal that moves the service's clock hurries a provider."""
