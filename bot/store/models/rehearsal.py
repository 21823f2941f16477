"""The clock of a rehearsal."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, Interval
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class ClockShift(Base):
    """How far a rehearsal's clock is moved; at most one row."""

    __tablename__ = "clock_shift"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shift: Mapped[timedelta] = mapped_column(Interval)
    moves: Mapped[int] = mapped_column(server_default=sql("0"))
    """How often it was moved: of two readings, the one after more moves is in force."""
