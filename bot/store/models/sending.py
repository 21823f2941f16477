"""How much each channel sent on a day, for caps that carriers set by the day."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class SentDay(Base):
    """What one channel sent on one day, across all workers."""

    __tablename__ = "sent_days"

    channel: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    """In the city's zone."""
    units: Mapped[int]
    """Segments, or messages where the channel counts no segments."""
