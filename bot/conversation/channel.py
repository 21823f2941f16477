"""What the outbox knows of a channel: its contract."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypedDict

from bot.conversation.consequences import Consequence


class Template(TypedDict):
    """A provider's approved template, filled."""

    sid: str
    variables: dict[str, str]
    """By their number in the template, from "1"."""


@dataclass(frozen=True)
class Outgoing:
    """A message as it is handed to a channel."""

    id: int
    conversation_id: uuid.UUID
    address: str
    text: str
    choices: tuple[str, ...]
    """The labels of what it offers, in order; `choices.choice_value` is what each sends back."""
    attempted_at: datetime
    """When it was first tried, by the service's clock."""
    language: str
    """What it is written in, for what a channel adds of its own."""
    valid_for: timedelta | None = None
    """How long it still makes sense; None where it always does."""
    template: Template | None = None
    """What must be sent in place of the text, where free text may not be."""
    is_numbered: bool = False
    """Whether its choices are to be numbered lines, where the channel has buttons."""


class Medium(Protocol):
    """What messages on one channel look like, whether or not it is set up here."""

    name: str
    numbers_choices: bool
    """Choices are numbered lines of the text; otherwise the channel has buttons."""
    is_fetched: bool
    """Messages are fetched from us (web chat); otherwise we send them."""
    longest: int | None
    """UTF-16 units that one message holds; a longer text goes out in parts."""

    def fit(self, text: str) -> str:
        """The text in the channel's alphabet."""
        ...

    def segments(self, text: str) -> int | None:
        """How many billed segments the text takes, where the channel counts any."""
        ...


class Channel(Medium, Protocol):
    """One way to reach residents."""

    can_look_up: bool
    """Whether the provider tells what it was sent; if not, a doubtful send may arrive twice."""

    async def send(self, message: Outgoing) -> str:
        """Sends a message and returns the provider's id of it.

        Raises `Rejected` where the provider will never take it, `ProviderUnavailable` where it
        refused for now, `OutcomeUnknown` where it may have taken it.
        """
        ...

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        """The provider's id of a message whose sending ended unknown; None if it has none.

        `known_ids` are the provider's ids of other messages of the conversation.
        """
        ...


class Rejected(Exception):
    """The provider will never deliver this message."""

    def __init__(self, code: str, reason: str, consequence: Consequence | None = None) -> None:
        super().__init__(reason)
        self.code = code
        """The provider's error code."""
        self.consequence = consequence
        """What follows from it besides."""
