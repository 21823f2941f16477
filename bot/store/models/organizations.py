"""Community-based organizations and Parent Universities."""

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from bot.store.models.base import Base


class Organization(Base):
    """An organization that gives workshops, hands out licenses and looks after residents."""

    __tablename__ = "organizations"
    __table_args__ = (CheckConstraint("kind IN ('cbo', 'parent_university')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    zip_code: Mapped[str]
    phone: Mapped[str | None]
    """Its public number, E.164."""
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
