"""Wakes the listeners of a conversation when something is stored for it, in any process."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import structlog

from bot.conversation.outbox import STORED
from bot.store.database import libpq_url

log = structlog.get_logger()

RECONNECT_SECONDS = 1.0


class Announcements:
    """One listening connection to PostgreSQL for all listeners of this process."""

    def __init__(self, url: str) -> None:
        self._url = libpq_url(url)
        self._listeners: dict[str, set[asyncio.Event]] = {}

    @asynccontextmanager
    async def of(self, conversation_id: uuid.UUID) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever the conversation grows."""
        wake = asyncio.Event()
        listeners = self._listeners.setdefault(str(conversation_id), set())
        listeners.add(wake)
        try:
            yield wake
        finally:
            listeners.discard(wake)
            if not listeners:
                self._listeners.pop(str(conversation_id), None)

    async def listen(self) -> None:
        """Listens until canceled; after a lost connection everybody looks for what they missed."""
        while True:
            try:
                await self._listen_once()
            except psycopg.OperationalError:
                log.warning("listening connection lost")
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {STORED}")
            for conversation_id in list(self._listeners):
                self._wake(conversation_id)
            async for notification in connection.notifies():
                self._wake(notification.payload)

    def _wake(self, conversation_id: str) -> None:
        for wake in self._listeners.get(conversation_id, ()):
            wake.set()
