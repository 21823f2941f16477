"""Twilio's own client for its Messages API, and what its answers mean to the outbox."""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.twilio.errors import CONSEQUENCES, OF_THE_ACCOUNT, QUEUE_FULL, reason_of
from bot.conversation.channel import Rejected
from bot.errors import OutcomeUnknown, ProviderUnavailable
from bot.metrics import CARRIER_REFUSALS

PUBLIC_API = "https://api.twilio.com"
JSON = "application/json"
REQUEST_SECONDS = 15
"""How long Twilio may take; a request that takes longer has an unknown outcome."""
UNAUTHORIZED, TOO_MANY_REQUESTS = 401, 429
QUEUE_SECONDS = 60.0
"""When a full queue is tried again."""
ACCOUNT_SECONDS = 60.0
"""When it is tried again whether credentials, account and sender are taken."""
UNANSWERED = (
    TwilioException,
    aiohttp.ClientError,
    TimeoutError,
    asyncio.IncompleteReadError,
)
"""What the library raises where Twilio refuses, or is not reached, or breaks off."""

log = structlog.get_logger()


class ApiAddress(AsyncTwilioHttpClient):  # type: ignore[misc]  # twilio is untyped
    """Twilio's HTTP client, sent to another address: a proxy or a simulator."""

    def __init__(self, api_url: str) -> None:
        super().__init__(pool_connections=False)
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(REQUEST_SECONDS))
        self._api_url = api_url

    async def request(self, method: str, url: str, **kwargs: Any) -> Response:
        """The request, at that address, its credentials in a header as aiohttp wants them."""
        headers = dict(kwargs.get("headers") or {})
        if credentials := kwargs.pop("auth", None):
            headers["Authorization"] = aiohttp.encode_basic_auth(*credentials)
        kwargs["headers"] = headers
        if headers.get("Content-Type") == JSON:  # the library's client without threads leaves it
            kwargs["data"] = json.dumps(_without_nulls(kwargs["data"]), ensure_ascii=False)
        return await super().request(method, self._moved(url), **kwargs)

    def _moved(self, url: str) -> str:
        """Twilio has a host for each of its APIs; elsewhere one address stands for all."""
        if self._api_url == PUBLIC_API:
            return url
        parts = urlsplit(url)
        return url.replace(f"{parts.scheme}://{parts.netloc}", self._api_url, 1)


class Messages:
    """The messages of one account."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str = PUBLIC_API) -> None:
        self._credentials = (account_sid, auth_token)
        self._api_url = api_url
        self._client: Client | None = None

    async def create(self, **parameters: Any) -> str:
        """Sends a message and returns its SID; raises what the channel's contract says."""
        try:
            sent = await self.client().messages.create_async(**parameters)
        except TwilioRestException as error:
            raise _outcome(error) from error
        except aiohttp.ClientConnectorError as error:
            raise ProviderUnavailable("Twilio cannot be reached") from error
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise OutcomeUnknown("Twilio did not answer") from error
        return str(sent.sid)

    async def listed(self, **filters: Any) -> list[Any]:
        """Messages sent before; raises `OutcomeUnknown` where Twilio cannot be asked."""
        try:
            found: list[Any] = await self.client().messages.list_async(**filters)
        except (TwilioException, aiohttp.ClientError, TimeoutError) as error:
            raise OutcomeUnknown("Twilio cannot be asked what became of a message") from error
        return found

    async def close(self) -> None:
        """Closes the connections."""
        if self._client:
            await self._client.http_client.close()

    def client(self) -> Client:
        """The library's client, made on first use: it needs a running loop."""
        if self._client is None:
            self._client = Client(*self._credentials, http_client=ApiAddress(self._api_url))
        return self._client


def _without_nulls(value: Any) -> Any:
    """The library writes every field it knows, where Twilio's examples leave them out."""
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _outcome(error: TwilioRestException) -> Exception:
    """What an error means.

    401, 429 and a full queue are "later", 5xx "perhaps", other 4xx "never". A token that is not
    valid any more, or a sender that is not ours, is the operator's to mend; until then nothing is
    lost.
    """
    code = str(error.code or error.status)
    if error.status == UNAUTHORIZED or code in OF_THE_ACCOUNT:
        CARRIER_REFUSALS.labels(code).inc()
        log.error("Twilio takes nothing from our account: see docs/channels/twilio.md", code=code)
        return ProviderUnavailable("Twilio takes nothing from our account", ACCOUNT_SECONDS)
    if error.status == TOO_MANY_REQUESTS:
        return ProviderUnavailable("Twilio asks us to slow down")
    if code in QUEUE_FULL:
        return ProviderUnavailable("Twilio's queue for our sender is full", QUEUE_SECONDS)
    if error.status >= 500:
        return OutcomeUnknown(f"Twilio answered {error.status}")
    return Rejected(code, reason_of(code), CONSEQUENCES.get(code))
