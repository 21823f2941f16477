"""The line to Telegram: set up at every start, kept by one worker, open whatever happens."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from telegram import Update

from bot.channels.telegram import keeper as module
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.keeper import Keeper, Webhook, is_open
from bot.conversation.catalog import Catalog
from bot.store.database import Database
from tests.channels.telegram.conftest import TOKEN, Telegram
from tests.conftest import SharedService

CATALOG = Catalog({}, ZoneInfo("America/Chicago"))
WEBHOOK = Webhook("https://enlace.test/webhooks/telegram", "the-secret")
PERSON = 1001


class Taken:
    """Takes updates in; fails on one that says so."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def take(self, update: Update) -> None:
        text = (update.message and update.message.text) or ""
        if text == "poison":
            raise KeyError(text)
        self.texts.append(text)


@pytest.fixture
async def store(service: SharedService) -> AsyncIterator[Database]:
    """A database of its own: locks are a database's, and the service has a bot too."""
    name = f"telegram_{uuid.uuid4().hex}"
    connecting = psycopg.AsyncConnection.connect(service.database_url, autocommit=True)
    async with await connecting as connection:
        await connection.execute(f"CREATE DATABASE {name}")
        store = Database(service.database_url.replace("/postgres?", f"/{name}?"))
        yield store
        await store.close()
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK_SECONDS", "AGAIN_SECONDS", "STAND_IN_SECONDS"):
        monkeypatch.setattr(module, name, 0.05)


@asynccontextmanager
async def kept(
    telegram: Telegram, store: Database, webhook: Webhook | None, token: str = TOKEN
) -> AsyncIterator[Taken]:
    """A worker that keeps the line meanwhile."""
    taken = Taken()
    bot = BotApi(token, "http://telegram.test", telegram.transport)
    url = store.engine.url.render_as_string(hide_password=False)

    async def follow_clock() -> None:
        pass

    keeper = Keeper(bot, taken, CATALOG, url, webhook, follow_clock)  # type: ignore[arg-type]
    task = asyncio.create_task(keeper.run())
    try:
        yield taken
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.01)


async def said_open(store: Database) -> bool:
    async with store.transaction() as session:
        return await is_open(session)


async def test_a_public_address_gets_a_webhook_with_its_secret(
    telegram: Telegram, store: Database
) -> None:
    assert not await said_open(store)
    async with kept(telegram, store, WEBHOOK):
        await until(lambda: telegram.standin.webhook)
        webhook = telegram.standin.webhook
        assert webhook
        assert (webhook.url, webhook.secret) == (WEBHOOK.url, WEBHOOK.secret)
        assert "channel_post" not in webhook.allowed
        async with asyncio.timeout(20):
            while not await said_open(store):
                await asyncio.sleep(0.01)
        await telegram.write(PERSON, "hello")
        assert telegram.brought[0].headers["X-Telegram-Bot-Api-Secret-Token"] == "the-secret"
    async with asyncio.timeout(20):
        while await said_open(store):
            await asyncio.sleep(0.01)


async def test_a_webhook_somebody_removed_is_set_again(telegram: Telegram, store: Database) -> None:
    async with kept(telegram, store, WEBHOOK):
        await until(lambda: telegram.standin.webhook)
        telegram.standin.webhook = None
        await until(lambda: telegram.standin.webhook)


async def test_without_a_public_address_messages_are_fetched_even_after_a_webhook(
    telegram: Telegram, store: Database
) -> None:
    telegram.standin.webhook = None
    await telegram.write(PERSON, "before we listened")
    await telegram.call("setWebhook", url="https://elsewhere.test/")
    async with kept(telegram, store, None) as taken:
        await until(lambda: telegram.standin.webhook is None)
        await telegram.write(PERSON, "one")
        await telegram.write(PERSON, "poison")
        await telegram.write(PERSON, "two")
        await until(lambda: "two" in taken.texts)
        assert [text for text in taken.texts if text in ("one", "two")] == ["one", "two"]
        assert await said_open(store)


async def test_one_worker_keeps_the_line_and_another_takes_over(
    telegram: Telegram, store: Database
) -> None:
    async with kept(telegram, store, None) as second:
        async with kept(telegram, store, None) as first:
            for number in range(5):
                await telegram.write(PERSON, f"text {number}")
            await until(lambda: len(first.texts) + len(second.texts) == 5)
            assert not (first.texts and second.texts)
        await telegram.write(PERSON, "last")
        await until(lambda: "last" in first.texts + second.texts)
    async with kept(telegram, store, None) as third:
        await telegram.write(PERSON, "to whoever is left")
        await until(lambda: third.texts[-1:] == ["to whoever is left"])


async def test_a_wrong_token_leaves_the_line_closed(telegram: Telegram, store: Database) -> None:
    async with kept(telegram, store, WEBHOOK, "5550123:another-token"):
        for _ in range(20):
            assert not await said_open(store)
            await asyncio.sleep(0.01)
    assert telegram.standin.webhook is None


async def test_trouble_at_telegram_passes(telegram: Telegram, store: Database) -> None:
    telegram.behave(down=1)
    async with kept(telegram, store, None) as taken:
        await telegram.write(PERSON, "waits")
        telegram.behave()
        await until(lambda: taken.texts == ["waits"])


async def test_commands_are_set_for_each_language_and_for_everybody_else(
    telegram: Telegram, store: Database
) -> None:
    async with kept(telegram, store, WEBHOOK):
        await until(lambda: telegram.standin.webhook)
    assert set(telegram.standin.commands) == {"", *CATALOG.languages}
    assert telegram.standin.commands[""] == telegram.standin.commands["en"]
