"""Hands updates over: to the webhook, again until it takes them, or to who fetches them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx

from bot.simulator.posting import webhook_client
from bot.simulator.telegram.errors import OTHER_FETCHES, WEBHOOK_IS_SET, TelegramRefused
from bot.simulator.telegram.state import TelegramStandin, Webhook

RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Before each repeat of an update that the webhook did not take; how often and when Telegram does
it is not published ("a reasonable amount of attempts"), so chosen."""
TIMEOUT = httpx.Timeout(60, connect=5)
MOST_PATIENCE = 3.0
"""Seconds that fetching waits: less than a server gives its last requests (bot.cli.parts)."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)


class Handover:
    """From people to the bot.

    ``reach`` replaces the scheme and host of the webhook, so that an https address that exists
    nowhere can be rehearsed.
    """

    def __init__(
        self,
        standin: TelegramStandin,
        client: httpx.AsyncClient | None = None,
        reach: str | None = None,
    ) -> None:
        self._standin = standin
        self._client = client or webhook_client()
        self._reach = reach
        self._tasks: set[asyncio.Task[None]] = set()

    async def hand(self, update: dict[str, Any]) -> None:
        """Bring an update to the webhook and wait until it is taken, or keep it for a fetch."""
        standin = self._standin
        kind = next(key for key in update if key != "update_id")
        if standin.webhook is None:
            if not standin.allowed or kind in standin.allowed:
                standin.updates.append(update)
                await self._announce()
            return
        if not standin.webhook.allowed or kind in standin.webhook.allowed:
            for _ in range(standin.behaviour.repeat_webhook):
                await self._bring(update, standin.webhook)

    async def fetch(self, offset: int, limit: int, patience: float) -> Sequence[dict[str, Any]]:
        """Updates from ``offset`` on; those before it are forgotten. Waits
        ``patience`` seconds for one, and never so long that a service that stops is held up.

        Raises:
            TelegramRefused: while a webhook is set, or when somebody else fetches after us.
        """
        standin = self._standin
        if standin.webhook is not None:
            raise TelegramRefused(WEBHOOK_IS_SET)
        standin.fetches += 1
        mine = standin.fetches
        await self._announce()
        while offset > 0 and standin.updates and standin.updates[0]["update_id"] < offset:
            standin.updates.popleft()
        try:
            async with asyncio.timeout(min(patience, MOST_PATIENCE)), standin.grown:
                await standin.grown.wait_for(lambda: standin.updates or standin.fetches != mine)
        except TimeoutError:
            return ()
        if standin.fetches != mine:
            raise TelegramRefused(OTHER_FETCHES)
        return list(standin.updates)[:limit]

    def bring_pending(self) -> None:
        """Bring what waited for a fetch to the webhook that is set now, in the background."""
        pending = list(self._standin.updates)
        self._standin.updates.clear()
        task = asyncio.create_task(self._bring_all(pending))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring_all(self, updates: Sequence[dict[str, Any]]) -> None:
        for update in updates:
            await self.hand(update)

    async def _announce(self) -> None:
        async with self._standin.grown:
            self._standin.grown.notify_all()

    async def _bring(self, update: dict[str, Any], webhook: Webhook) -> None:
        url = webhook.url
        if self._reach:
            url = str(httpx.URL(self._reach).join(httpx.URL(url).raw_path.decode()))
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        for seconds in (*RETRY_SECONDS, None):
            try:
                answer = await self._client.post(url, json=update, headers=headers, timeout=TIMEOUT)
                answer.raise_for_status()
            except httpx.HTTPStatusError as error:
                reason = f"Wrong response from the webhook: {error.response.status_code}"
            except httpx.HTTPError:
                reason = "Connection failed"
            else:
                return
            self._standin.webhook_failure = (self._standin.now(), reason)
            if seconds is not None:
                await asyncio.sleep(seconds)
