"""What messages on Telegram look like."""

NAME = "telegram"
MAX_CHARACTERS = 4096
"""Telegram refuses a longer text (https://core.telegram.org/bots/api#sendmessage)."""

PER_SECOND = 30.0
"""Messages a bot may send to all residents together (https://core.telegram.org/bots/faq)."""


class TelegramChat:
    """Telegram as the outbox sees it (see `bot.conversation.channel.Medium`)."""

    name = NAME
    numbers_choices = False
    is_fetched = False
    longest: int | None = MAX_CHARACTERS

    def fit(self, text: str) -> str:
        """Any letter fits. It is sent as plain text, so nothing in it is Markdown."""
        return text

    def segments(self, text: str) -> None:
        """Telegram bills none."""
