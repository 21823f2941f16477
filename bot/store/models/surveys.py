"""Answers to surveys."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base


class SurveyResponse(Base):
    """One resident's answers to one survey."""

    __tablename__ = "survey_responses"
    __table_args__ = (UniqueConstraint("survey", "resident_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    survey: Mapped[str]
    """Its id in the content pack."""
    resident_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("residents.id", ondelete="CASCADE"), index=True
    )
    language: Mapped[str]
    answers: Mapped[dict[str, Any]]
    """Question -> the options chosen, or the words; a question that was skipped is missing."""
    consented_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
