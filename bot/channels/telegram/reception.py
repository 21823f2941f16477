"""Takes Telegram's updates in: what is said is stored, and who says it sees that it was heard."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.telegram.medium import NAME
from bot.channels.telegram.taps import Decided, Taps
from bot.channels.telegram.updates import Blocked, InGroup, Reader, Said, Tapped, TappedElsewhere
from bot.clock import Clock
from bot.conversation.catalog import Catalog
from bot.conversation.decision import DEFAULT_LANGUAGE
from bot.conversation.inbox import Inbox
from bot.conversation.replies import Phrase
from bot.metrics import ACKNOWLEDGED
from bot.services import consent, residents
from bot.store.database import OUTAGES, Database
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
        taps: Taps,
        database: Database,
        vault: Vault,
        clock: Clock,
        catalog: Catalog,
    ) -> None:
        self._bot = bot
        self._reader = reader
        self._inbox = inbox
        self._taps = taps
        self._database = database
        self._vault = vault
        self._clock = clock
        self._catalog = catalog
        self._showing: set[asyncio.Task[None]] = set()
        """What is being shown in Telegram just now."""

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
                inbound_id = await self._inbox.accept(arrival)
                ACKNOWLEDGED.labels(NAME).inc()
                return lambda: self._acknowledge(incoming, inbound_id)
            case TappedElsewhere(query_id):
                return lambda: _try(self._bot.answer_callback_query(query_id))
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

    async def _acknowledge(self, tapped: Tapped, inbound_id: uuid.UUID) -> None:
        """Ends the button's waiting; what became of it is shown meanwhile."""
        await _try(self._bot.answer_callback_query(tapped.query_id))
        showing = asyncio.create_task(self._show(tapped, inbound_id))
        self._showing.add(showing)
        showing.add_done_callback(self._showing.discard)

    async def _show(self, tapped: Tapped, inbound_id: uuid.UUID) -> None:
        """Puts what was chosen, once it is, in place of the buttons.

        Buttons of what is not open any more go; where nobody decides, as while staff talk, they
        stay.
        """
        chat, message = tapped.chat_id, tapped.message_id
        decided = await self._decided(inbound_id)
        if decided is None or not (decided.label or decided.is_refused):
            return
        marked = tapped.marked(decided.label) if decided.label else None
        if marked:
            await _try(self._bot.edit_message_text(marked, chat, message))
        else:
            await _try(self._bot.edit_message_reply_markup(chat, message, reply_markup=None))

    async def _decided(self, inbound_id: uuid.UUID) -> Decided | None:
        try:
            return await self._taps.decided(inbound_id)
        except OUTAGES as error:
            log.info("what became of a tap is not shown", reason=type(error).__name__)
            return None

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
