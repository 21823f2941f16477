"""Sends messages through Telegram's Bot API, with buttons for what they offer."""

from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import FloodLimit
from telegram.error import TelegramError

from bot.channels.telegram.api import BotApi, outcome
from bot.channels.telegram.medium import TelegramChat
from bot.conversation.channel import Outgoing
from bot.conversation.choices import choice_value
from bot.store.turnstile import Turnstile

IN_ONE_CHAT = timedelta(seconds=1) / FloodLimit.MESSAGES_PER_SECOND_PER_CHAT
"""Between two messages to one resident; `bot.conversation.rate` keeps the rate overall."""


class Telegram(TelegramChat):
    """The Telegram channel (see `bot.conversation.channel.Channel`)."""

    can_look_up = False

    def __init__(self, api: BotApi, turnstile: Turnstile) -> None:
        self._api = api
        self._turnstile = turnstile

    async def send(self, message: Outgoing) -> str:
        """Sends a message as plain text; see the contract for what is raised."""
        chat = f"telegram:{message.conversation_id}"
        await self._turnstile.wait(chat, IN_ONE_CHAT, patience=IN_ONE_CHAT)
        try:
            sent = await self._api.bot.send_message(
                int(message.address),
                message.text,
                reply_markup=keyboard(message),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            raise outcome(error) from error
        return str(sent.message_id)

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> None:
        """Telegram does not tell bots what they sent."""

    async def close(self) -> None:
        """Closes the connections."""
        await self._api.close()


def keyboard(message: Outgoing) -> InlineKeyboardMarkup | None:
    """One button a line for each choice: labels are sentences, and phones are narrow."""
    rows = [
        [InlineKeyboardButton(label, callback_data=choice_value(message.id, position))]
        for position, label in enumerate(message.choices, 1)
    ]
    return InlineKeyboardMarkup(rows) if rows else None
