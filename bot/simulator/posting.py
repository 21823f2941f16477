"""How the stand-ins reach the service's webhooks."""

from typing import Final

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

KEPT_SECONDS: Final = 2.0
"""How long an idle connection is kept: less than by web servers (uvicorn: 5 s, if not told).

One that the service closes just as the next webhook is sent on it would lose that webhook, and
neither side be to blame."""


def webhook_client() -> httpx.AsyncClient:
    """A client for any number of webhooks at once.

    Over aiohttp, since httpx's own pool looks through all requests for each: with hundreds of
    delivery receipts a second, it was the stand-in that benchmarks measured.
    """
    return httpx.AsyncClient(transport=AiohttpTransport(client=_session), trust_env=False)


def _session() -> aiohttp.ClientSession:
    """Opened with the first webhook, since it belongs to the event loop of then."""
    connector = aiohttp.TCPConnector(keepalive_timeout=KEPT_SECONDS, limit=0)
    return aiohttp.ClientSession(connector=connector)
