"""Telegram's parts put together, for processes that have a bot's token."""

from collections.abc import Awaitable, Callable
from functools import cached_property

from bot.channels.telegram.api import BotApi, bot_id
from bot.channels.telegram.keeper import Keeper, Webhook, is_open
from bot.channels.telegram.name import BotName
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.sender import Telegram
from bot.channels.telegram.taps import Taps
from bot.channels.telegram.updates import Reader
from bot.channels.telegram.webhook import PATH
from bot.clock import Clock
from bot.conversation.catalog import Catalog
from bot.conversation.inbox import Inbox
from bot.store.database import Database
from bot.store.secrets import Vault
from bot.store.turnstile import Turnstile


class TelegramDesk:
    """What one process does with one bot."""

    def __init__(
        self,
        token: str,
        api_url: str,
        secret: str,
        database: Database,
        vault: Vault,
        clock: Clock,
        catalog: Catalog,
    ) -> None:
        """Raises `SetupError` where `token` cannot be one."""
        self.secret = secret
        """What Telegram shows us with each update."""
        self._api = BotApi(token, api_url)
        self._bot_id = bot_id(token)
        self._database = database
        self._vault = vault
        self._clock = clock
        self._catalog = catalog
        self.name = BotName(self._api.bot)
        """What links to the bot name."""

    @cached_property
    def channel(self) -> Telegram:
        """Sends."""
        return Telegram(self._api, Turnstile(self._database))

    async def is_open(self) -> bool:
        """Whether some worker hears what is said to the bot."""
        async with self._database.transaction() as session:
            return await is_open(session)

    def reception(self, inbox: Inbox) -> Reception:
        """Takes updates in."""
        return Reception(
            self._api.bot,
            Reader(self._bot_id, self._catalog.languages),
            inbox,
            Taps(self._database),
            self._database,
            self._vault,
            self._clock,
            self._catalog,
        )

    def keeper(
        self,
        inbox: Inbox,
        database_url: str,
        public_url: str,
        follow_clock: Callable[[], Awaitable[None]],
    ) -> Keeper:
        """Keeps the line open: by webhook under a public https address, else by fetching."""
        is_public = public_url.startswith("https:")
        webhook = Webhook(f"{public_url}{PATH}", self.secret) if is_public else None
        reception = self.reception(inbox)
        return Keeper(self._api, reception, self._catalog, database_url, webhook, follow_clock)
