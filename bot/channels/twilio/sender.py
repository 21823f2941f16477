"""Sends SMS through Twilio's own client, and looks up what became of a doubtful send."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.twilio.medium import Sms
from bot.conversation.channel import Outgoing, Rejected
from bot.errors import OutcomeUnknown, ProviderUnavailable

PUBLIC_API = "https://api.twilio.com"
REQUEST_SECONDS = 15
"""How long Twilio may take; a request that takes longer has an unknown outcome."""
TOO_MANY_REQUESTS = 429
CLOCK_SKEW = timedelta(minutes=10)
"""How far Twilio's clock may be from ours when a message is looked up."""
LOOK_UP_LIMIT = 50
"""Messages to one number that a look-up reads."""


class ApiAddress(AsyncTwilioHttpClient):  # type: ignore[misc]  # twilio is untyped
    """Twilio's HTTP client, sent to another address: a proxy or a simulator."""

    def __init__(self, api_url: str) -> None:
        super().__init__(pool_connections=False)
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(REQUEST_SECONDS))
        self._api_url = api_url

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """The request, at that address."""
        moved = url.replace(PUBLIC_API, self._api_url, 1)
        return await super().request(method, moved, *args, **kwargs)


class TwilioSms(Sms):
    """The SMS channel (see `bot.conversation.channel.Channel`)."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: dict[str, str],
        status_callback: str,
        api_url: str = PUBLIC_API,
    ) -> None:
        """`sender` is `{"from_": number}` or `{"messaging_service_sid": sid}`."""
        self._credentials = (account_sid, auth_token)
        self._sender = sender
        self._status_callback = status_callback
        self._api_url = api_url
        self._client: Client | None = None

    async def send(self, message: Outgoing) -> str:
        """Sends a message; see the contract for what is raised."""
        try:
            sent = await self._connected().messages.create_async(
                to=message.address,
                body=message.text,
                status_callback=f"{self._status_callback}?outbound={message.id}",
                **self._sender,
            )
        except TwilioRestException as error:
            raise _outcome(error) from error
        except aiohttp.ClientConnectorError as error:
            raise ProviderUnavailable("Twilio cannot be reached") from error
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise OutcomeUnknown("Twilio did not answer") from error
        return str(sent.sid)

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        """The SID of a message with this text to this number that none of `known_ids` is."""
        try:
            sent = await self._connected().messages.list_async(
                to=message.address,
                date_sent_after=message.attempted_at - CLOCK_SKEW,
                limit=LOOK_UP_LIMIT,
            )
        except (TwilioException, aiohttp.ClientError, TimeoutError) as error:
            raise OutcomeUnknown("Twilio cannot be asked what became of a message") from error
        for found in sent:
            if found.body == message.text and found.sid not in known_ids:
                return str(found.sid)
        return None

    async def close(self) -> None:
        """Closes the connections."""
        if self._client:
            await self._client.http_client.close()

    def _connected(self) -> Client:
        if self._client is None:
            self._client = Client(*self._credentials, http_client=ApiAddress(self._api_url))
        return self._client


def _outcome(error: TwilioRestException) -> Exception:
    """What an error status means: 429 is "later", 5xx "perhaps", any other 4xx "never"."""
    if error.status == TOO_MANY_REQUESTS:
        return ProviderUnavailable("Twilio asks us to slow down")
    if error.status >= 500:
        return OutcomeUnknown(f"Twilio answered {error.status}")
    return Rejected(str(error.code or error.status), error.msg)
