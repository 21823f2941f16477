"""Where to turn for work."""

from pydantic import Field

from bot.services.content.courses import TopicId
from bot.services.content.models import Message, Pattern, Text


class JobHelp(Message):
    """One place to turn to; its text tells what is known of it, with the date where that is old."""

    id: str
    title: Text
    """To offer it as a choice."""
    words: dict[str, Pattern]
    """How people ask for it, by language: over plain text (see `bot.services.phrases`)."""
    topics: list[TopicId] = Field(default_factory=list)
    """Fields it fits."""
    suggested: bool = True
    """Whether it is offered to everybody, or told only to who asks for it."""
