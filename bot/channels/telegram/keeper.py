"""Keeps the bot's line to us open: its commands, and its webhook or the fetching of updates.

One worker of all does it at a time; should it end, another takes over. Nothing is remembered: what
is set at Telegram is set again at every start, and looked at while we run.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.api import POLL_SECONDS, BotApi
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.updates import ALLOWED, parse
from bot.conversation.catalog import Catalog
from bot.conversation.commands import Commands
from bot.conversation.decision import DEFAULT_LANGUAGE
from bot.errors import EnlaceError
from bot.metrics import FAILURES
from bot.store.database import OUTAGES, libpq_url

log = structlog.get_logger()

LOCK = 0x7467
"""Class of our advisory locks in PostgreSQL: "tg"."""
KEEPER, OPEN = 1, 2
"""Held by who keeps the line; held while it is open."""
STAND_IN_SECONDS = 5.0
"""How soon another worker notices that nobody keeps the line."""
AGAIN_SECONDS = 2.0
"""Before it is tried again, where Telegram or the database did not answer."""
LOOK_SECONDS = 60.0
"""How often the webhook is looked at: somebody else may have set another."""
MAX_CONNECTIONS = 40
"""Updates Telegram brings at once: its default."""
IS_OPEN = text("""
    SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = :class AND objid = :which)""")
"""Whether a lock is held, by any process: one that ends takes its word with it."""


@dataclass(frozen=True)
class Webhook:
    """Where Telegram is to bring updates, and what it shows us then."""

    url: str
    secret: str


class Keeper:
    """Keeps the line of one bot."""

    def __init__(
        self,
        api: BotApi,
        reception: Reception,
        catalog: Catalog,
        database_url: str,
        webhook: Webhook | None,
        follow_clock: Callable[[], Awaitable[None]],
    ) -> None:
        """Without a `webhook`, updates are fetched; `follow_clock` comes before each batch."""
        self._api = api
        self._reception = reception
        self._catalog = catalog
        self._database_url = libpq_url(database_url)
        self._webhook = webhook
        self._follow_clock = follow_clock

    async def run(self) -> None:
        """Keeps it until canceled, whatever fails meanwhile."""
        while True:
            try:
                pause = await self._keep_if_alone()
            except InvalidToken:
                log.warning("telegram does not know this bot: see TELEGRAM_BOT_TOKEN")
                pause = LOOK_SECONDS
            except Conflict:
                log.warning("another program fetches this bot's messages: stop it")
                pause = AGAIN_SECONDS
            except (TelegramError, EnlaceError, psycopg.OperationalError, *OUTAGES) as error:
                log.warning("telegram line closed, opens again", reason=type(error).__name__)
                pause = AGAIN_SECONDS
            except Exception:
                log.exception("telegram line failed, opens again")
                pause = AGAIN_SECONDS
            await asyncio.sleep(pause)

    async def _keep_if_alone(self) -> float:
        """Keeps the line unless another worker does; returns how long to wait then."""
        connecting = psycopg.AsyncConnection.connect(self._database_url, autocommit=True)
        async with await connecting as connection:
            if not await _lock(connection, KEEPER):
                return STAND_IN_SECONDS
            await self._set_commands()
            if self._webhook:
                await self._watch(connection, self._webhook)
            else:
                await self._fetch(connection)
        return 0.0

    async def _set_commands(self) -> None:
        """The commands by language; the default language's for everybody else."""
        commands = Commands(self._catalog)
        for language in self._catalog.languages:
            listed = [BotCommand(name, label) for name, label in commands.listed(language)]
            await self._api.bot.set_my_commands(listed, language_code=language)
            if language == DEFAULT_LANGUAGE:
                await self._api.bot.set_my_commands(listed)

    async def _watch(self, connection: psycopg.AsyncConnection, webhook: Webhook) -> None:
        """Sets the webhook, and again whenever Telegram has another."""
        await self._set(webhook)
        await _lock(connection, OPEN)
        log.info("telegram brings messages to our webhook")
        failure = None
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await connection.execute("SELECT")  # fails where the lock is lost
            info = await self._api.bot.get_webhook_info()
            if info.url != webhook.url:
                log.warning("telegram had another webhook; ours is set again")
                await self._set(webhook)
            if info.last_error_date != failure:
                failure = info.last_error_date
                log.warning("telegram could not reach our webhook", reason=info.last_error_message)

    async def _set(self, webhook: Webhook) -> None:
        await self._api.bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=ALLOWED,
            max_connections=MAX_CONNECTIONS,
        )

    async def _fetch(self, connection: psycopg.AsyncConnection) -> None:
        """Asks for updates again and again; what was taken is confirmed by asking for the next."""
        await self._api.bot.delete_webhook()
        offset, is_open = 0, False
        while True:
            updates = await self._api.fetch(offset, POLL_SECONDS if is_open else 0, ALLOWED)
            if not is_open:
                is_open = await _lock(connection, OPEN)
                log.info("telegram's messages are fetched: there is no public https address")
            await connection.execute("SELECT")
            await self._take(updates)
            offset = updates[-1]["update_id"] + 1 if updates else offset

    async def _take(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Takes updates one by one, as they are: one that cannot be read stops no other."""
        if updates:
            await self._follow_clock()
        for update in updates:
            try:
                parsed = parse(update)
                courtesy = await self._reception.take(parsed) if parsed else None
            except OUTAGES:
                raise
            except Exception:  # it must not be fetched again and again, with all that follow
                FAILURES.labels("update").inc()
                log.exception("an update of telegram could not be taken")
                continue
            if courtesy:
                await courtesy()


async def _lock(connection: psycopg.AsyncConnection, which: int) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK, which))
    [is_ours] = await cursor.fetchone() or (False,)
    return bool(is_ours)


async def is_open(session: AsyncSession) -> bool:
    """Whether some worker keeps the line open."""
    return bool(await session.scalar(IS_OPEN, {"class": LOCK, "which": OPEN}))
