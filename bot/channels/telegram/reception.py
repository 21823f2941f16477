"""Takes Telegram's updates in: what is said is stored, and who says it sees that it was heard."""

from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.telegram.medium import NAME
from bot.channels.telegram.updates import Blocked, InGroup, Reader, Said, Tapped
from bot.clock import Clock
from bot.conversation.catalog import Catalog
from bot.conversation.decision import DEFAULT_LANGUAGE
from bot.conversation.inbox import Inbox
from bot.conversation.replies import Phrase
from bot.metrics import ACKNOWLEDGED
from bot.services import consent, residents
from bot.store.database import Database
from bot.store.secrets import Vault

log = structlog.get_logger()

type Courtesy = Callable[[], Awaitable[None]]
"""What is shown in Telegram after an update was taken; nothing is lost where it fails."""
BLOCKED = "(blocked the bot)"
"""Stands for the words with which consent was taken back."""


class Reception:
    """Takes updates, from the webhook or fetched."""

    def __init__(
        self,
        bot: Bot,
        reader: Reader,
        inbox: Inbox,
        database: Database,
        vault: Vault,
        clock: Clock,
        catalog: Catalog,
    ) -> None:
        self._bot = bot
        self._reader = reader
        self._inbox = inbox
        self._database = database
        self._vault = vault
        self._clock = clock
        self._catalog = catalog

    async def take(self, update: Update) -> Courtesy | None:
        """Stores what an update says; the same update again changes nothing.

        Returns what is left to show in Telegram, which nobody need wait for.
        """
        incoming = self._reader.read(update)
        match incoming:
            case Said(arrival):
                await self._inbox.accept(arrival)
                ACKNOWLEDGED.labels(NAME).inc()
            case Tapped(arrival):
                await self._inbox.accept(arrival)
                ACKNOWLEDGED.labels(NAME).inc()
                return lambda: self._acknowledge(incoming)
            case Blocked(address):
                async with self._database.transaction() as session:
                    await self._stop(session, address)
            case InGroup():
                return lambda: self._leave(incoming)
        return None

    async def _stop(self, session: AsyncSession, address: str) -> None:
        conversation = await residents.find_conversation(session, self._vault, NAME, address)
        if conversation:
            await consent.opt_out(session, conversation, BLOCKED, self._clock.now())

    async def _acknowledge(self, tapped: Tapped) -> None:
        """Ends the button's waiting, and puts what was chosen in place of the buttons."""
        await _try(self._bot.answer_callback_query(tapped.query_id))
        chat, message = tapped.chat_id, tapped.message_id
        if tapped.marked:
            await _try(self._bot.edit_message_text(tapped.marked, chat, message))
            return
        await _try(self._bot.edit_message_reply_markup(chat, message, reply_markup=None))

    async def _leave(self, group: InGroup) -> None:
        """Says why the bot cannot stay, and leaves: so it is said once."""
        texts = self._catalog[group.language or DEFAULT_LANGUAGE]
        await _try(self._bot.send_message(group.chat_id, texts.text(Phrase(key="group"))))
        await _try(self._bot.leave_chat(group.chat_id))


async def _try(request: Awaitable[object]) -> None:
    try:
        await request
    except TelegramError as error:
        log.info("telegram declined a courtesy", reason=type(error).__name__)
