"""The web chat as the outbox sees it: the page fetches what is stored."""

from typing import NoReturn

from bot.conversation.channel import Outgoing

NAME = "web"


class WebChat:
    """The web chat channel (see `bot.conversation.channel.Channel`)."""

    name = NAME
    numbers_choices = False
    is_fetched = True
    longest: int | None = None
    can_look_up = False

    def fit(self, text: str) -> str:
        """Any text fits."""
        return text

    def segments(self, text: str) -> None:
        """The web counts none."""

    async def send(self, message: Outgoing) -> NoReturn:
        """Never called: what is fetched is not sent."""
        raise TypeError(f"message {message.id} of the web chat is fetched, not sent")

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> NoReturn:
        """Never called: what is fetched is not sent."""
        raise TypeError(f"message {message.id} of the web chat is fetched, not looked up")
