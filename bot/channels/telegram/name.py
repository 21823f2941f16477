"""The bot's public name, which links to it need: only Telegram tells it."""

import asyncio

import structlog
from telegram import Bot
from telegram.error import TelegramError

log = structlog.get_logger()

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0


class BotName:
    """A name that is asked for until Telegram tells it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.known: str | None = None
        """Without ``@``; None until it is known, and pages show no way to Telegram."""

    async def learn(self) -> None:
        """Asks until it is known, less and less often."""
        wait = FIRST_WAIT_SECONDS
        while self.known is None:
            try:
                self.known = (await self._bot.get_me()).username
            except TelegramError as error:
                log.warning(
                    "telegram does not tell the bot's name yet", reason=type(error).__name__
                )
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_SECONDS)
