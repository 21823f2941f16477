"""Telegram's Bot API through python-telegram-bot, and what its errors mean for a message."""

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import httpx
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.conversation.channel import Rejected
from bot.errors import OutcomeUnknown, ProviderUnavailable, SetupError

os.environ.setdefault("PTB_TIMEDELTA", "1")  # how the library's next version tells durations

PUBLIC_API = "https://api.telegram.org"
REQUEST_SECONDS = 15.0
"""How long Telegram may take; a request that takes longer has an unknown outcome."""
POLL_SECONDS = 25
"""How long Telegram holds a request for updates while there are none."""
CONNECTIONS = 12
"""More than what is sent at once: deliveries of a worker, answers to taps, commands."""
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
NOT_PASSED_ON = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE})
"""Answers of the servers in front of Telegram's own: the request did not get through."""


class ServerFault(NetworkError):
    """The Bot API answered with a status of 500 or above."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Telegram answered {status}")
        self.status = status


class Requests(HTTPXRequest):
    """The library's HTTP client, which tells server faults apart and logs no answer's content."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Makes a request; raises `ServerFault` for a status of 500 or above."""
        status, content = await super().do_request(*args, **kwargs)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerFault(status)
        return status, content


class BotApi:
    """One bot's client."""

    def __init__(
        self,
        token: str,
        api_url: str = PUBLIC_API,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises `SetupError` where the token cannot be one."""
        bot_id(token)
        options = {"transport": transport} if transport else None
        self._sending = Requests(
            connection_pool_size=CONNECTIONS,
            read_timeout=REQUEST_SECONDS,
            write_timeout=REQUEST_SECONDS,
            pool_timeout=REQUEST_SECONDS,
            httpx_kwargs=options,
        )
        self._fetching = Requests(read_timeout=POLL_SECONDS + REQUEST_SECONDS, httpx_kwargs=options)
        self.bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            request=self._sending,
            get_updates_request=self._fetching,
        )

    async def fetch(self, offset: int, seconds: int, allowed: Sequence[str]) -> Any:
        """The updates from `offset` on, as Telegram writes them; waits `seconds` for the first.

        The library's own method reads all of them or fails, and logs what is in them.
        """
        asked = {"offset": offset, "timeout": seconds, "allowed_updates": json.dumps(allowed)}
        return await self._fetching.post(f"{self.bot.base_url}/getUpdates?{urlencode(asked)}")

    async def close(self) -> None:
        """Closes the connections."""
        await self._sending.shutdown()
        await self._fetching.shutdown()


def bot_id(token: str) -> str:
    """The bot's number, the public part of its token; raises `SetupError` where there is none."""
    number, colon, rest = token.partition(":")
    if not (number.isascii() and number.isdecimal() and colon and rest):
        raise SetupError(
            "TELEGRAM_BOT_TOKEN is no token of a bot: copy it from @BotFather, such as "
            "123456:ABC-DEF."
        )
    return number


def outcome(error: TelegramError) -> Exception:
    """What an error says about the message that was to be sent."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return ProviderUnavailable("Telegram asks us to slow down", seconds)
    if isinstance(error, Forbidden):  # the resident blocked the bot, or is gone
        return Rejected("403", error.message, "blocked")
    if isinstance(error, BadRequest):
        return Rejected("400", error.message)
    if isinstance(error, ServerFault) and error.status not in NOT_PASSED_ON:
        return OutcomeUnknown(error.message)
    if isinstance(error, NetworkError) and not isinstance(error, ServerFault):
        if not isinstance(error.__cause__, NEVER_SENT):
            return OutcomeUnknown("Telegram did not answer")
        return ProviderUnavailable("Telegram cannot be reached")
    return ProviderUnavailable(error.message)  # also a token that is not, or no longer, valid
