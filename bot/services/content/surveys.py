"""Surveys: what residents are asked about themselves, if they agree."""

from typing import Annotated

from pydantic import Field

from bot.services.content.models import Part, Pattern, Sourced, Text

MOST_OPTIONS = 4
"""A question with more, numbered below it, would not fit two SMS segments."""


class Option(Part):
    """One answer that is offered."""

    id: str
    label: Text
    words: dict[str, Pattern]
    """How people put it, by language: over plain text (see `bot.services.phrases`)."""


class SurveyQuestion(Part):
    """One question; every one may be skipped."""

    id: str
    text: Text
    several: bool = False
    """Whether more than one answer may be chosen."""
    options: Annotated[dict[str, Option], Field(min_length=2, max_length=MOST_OPTIONS)]


class Survey(Sourced):
    """A survey."""

    id: str
    about: Text
    """What it is for, who sees it: told before they are asked whether they agree."""
    questions: Annotated[dict[str, SurveyQuestion], Field(min_length=1)]
