"""How fast a visitor of the web chat, and a network, may write: kept for all processes together.

What is refused was not accepted, so nothing is lost: the page tries again by itself
(docs/decisions/0015).
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

from fastapi import Request
from starlette.responses import Response

from bot.store.database import Database
from bot.store.secrets import Vault
from bot.store.turnstile import Turnstile
from bot.web.errors import refusal


@dataclass(frozen=True)
class Limit:
    """`at_once`, and then one `every` so often."""

    at_once: int
    every: timedelta

    @property
    def patience(self) -> timedelta:
        """How far ahead of its pace somebody may be."""
        return (self.at_once - 1) * self.every


BY_CONVERSATION: Final = Limit(60, timedelta(seconds=1))
BY_NETWORK: Final = Limit(200, timedelta(seconds=0.2))
"""Messages. A class in a library writes from one address."""
NEW_BY_NETWORK: Final = Limit(60, timedelta(seconds=10))
"""Conversations that begin."""


class TooMany(Exception):
    """Somebody writes too fast; `seconds` until they may again."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


async def too_many(_: Request, error: Exception) -> Response:
    """Says that it was too fast, and when to try again."""
    assert isinstance(error, TooMany)  # noqa: S101 (registered for it only)
    answer = refusal(429, "too_fast")
    answer.headers["Retry-After"] = str(max(1, round(error.seconds)))
    return answer


class ChatLimits:
    """Asks for each message, and each conversation that begins; both raise `TooMany`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._turnstile = Turnstile(database)
        self._vault = vault

    async def message(self, request: Request, token: str) -> None:
        """A message of a conversation."""
        await self._take("conversation", token, BY_CONVERSATION)
        await self._take("network", network(request), BY_NETWORK)

    async def beginning(self, request: Request) -> None:
        """A conversation that begins."""
        await self._take("beginning", network(request), NEW_BY_NETWORK)

    async def _take(self, kind: str, who: str | None, limit: Limit) -> None:
        if who is None:
            return
        name = f"chat:{kind}:{self._vault.digest(f'{kind} {who}').hex()[:32]}"
        seconds = await self._turnstile.take(name, limit.every, limit.patience)
        if seconds is not None:
            raise TooMany(seconds)


def network(request: Request) -> str | None:
    """The address a request comes from, of IPv6 the network; None for this machine's own.

    What comes from this machine is a proxy's that did not say for whom: everybody's.
    """
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return None
    if address.is_loopback:
        return None
    prefix = 32 if isinstance(address, IPv4Address) else 64
    return str(ip_network((address, prefix), strict=False))
