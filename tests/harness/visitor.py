"""A visitor of the web chat, speaking its API as a page does."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
from httpx_sse import aconnect_sse

from tests.harness.answers import local_client


class Visitor:
    """One device with one conversation."""

    def __init__(self, base_url: str, language: str | None = None) -> None:
        self.http = local_client(base_url)
        self._language = language
        self.last_event_id: str | None = None

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def post(self, **message: Any) -> httpx.Response:
        """Posts a message as it is."""
        return await self.http.post("/api/chat/messages", json=message)

    async def ask(self, text: str, *, seconds: float = 30) -> list[dict[str, Any]]:
        """Says something and returns the messages that answer it."""
        extra = {"language": self._language} if self._language else {}
        return await self._answers({"text": text, **extra}, seconds)

    async def choose(self, choice: dict[str, Any], *, seconds: float = 30) -> list[dict[str, Any]]:
        """Taps a choice and returns the messages that answer it."""
        body = {"choice": choice["value"], "label": choice["label"]}
        return await self._answers(body, seconds)

    async def events(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """The conversation's events: all, or those since the last message seen."""
        headers = {"Last-Event-ID": self.last_event_id} if self.last_event_id else {}
        async with aconnect_sse(self.http, "GET", "/api/chat/events", headers=headers) as stream:
            async for event in stream.aiter_sse():
                yield event.event, event.json()

    async def _answers(self, body: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
        posted = await self.post(client_id=str(uuid.uuid4()), **body)
        message_id = posted.raise_for_status().json()["id"]
        answers = []
        async with asyncio.timeout(seconds):
            async for name, data in self.events():
                if name == "message":
                    self.last_event_id = data["id"]
                    answers.append(data)
                elif name == "answered" and data["id"] == message_id:
                    break
        return answers
