"""What forms ask for: a field, how a message is read for it, and its question."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from bot.actions.base import Heard, Toolbox
from bot.conversation.replies import Reply
from bot.understanding.parser import FALLBACK

ANSWERING = frozenset({"inform", "affirm", "deny", FALLBACK, "out_of_scope"})
"""Intents with which people answer a question, or with which the classifier is unsure."""

Told = dict[str, Any]
"""What was told, by field; None where a field was skipped. JSON only: Rasa keeps it."""


@dataclass(frozen=True)
class Taken:
    """A value that a message gives for a field."""

    value: Any


@dataclass(frozen=True)
class Wrong:
    """What was meant for a field and cannot be right; the reply says what would be."""

    reply: Reply


Read = Taken | Wrong | None


class Field(ABC):
    """One thing a form needs to know."""

    name: str
    skippable = False
    """Whether "skip", "I don't know" or a plain no leaves it out."""
    is_question = True
    """Whether it is asked; else it is only taken where a message tells it."""
    is_noted = True
    """Whether "noted" is said to a correction; not where the next question shows it anyway."""
    depends_on: tuple[str, ...] = ()
    """Fields that, when they change, make what was told for this one worthless."""
    why_key: str | None = None
    """The text that answers "why do you ask?"."""
    unknown_key: str | None = None
    """The text that answers "I don't know" where the field cannot be skipped."""

    def __init__(self, toolbox: Toolbox) -> None:
        self.toolbox = toolbox

    def is_needed(self, told: Told) -> bool:
        """Whether it is asked at all, with what is told so far."""
        del told
        return True

    @abstractmethod
    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """The field's value in a message, or None where the message does not speak of it.

        `is_asked`: it answers our question, so that bare words may be taken for the value.
        Otherwise only what cannot mean anything else may be taken.
        """

    @abstractmethod
    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The question, last; before it what the resident must know to answer."""


class NeverAsked(Field):
    """What is taken where a message tells it, and never asked for."""

    is_question = False
    is_noted = False

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """None."""
        del heard, told
        return []
