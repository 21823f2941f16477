"""What a turn decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.replies import Reply


@dataclass(frozen=True)
class Outcome:
    """What is said to a message, and in which language."""

    intent: str | None
    replies: Sequence[Reply]
    language: str | None
    """The resident's language from now on, where it is known."""
