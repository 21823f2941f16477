"""A stand-in for the Bot API, the real client library, and nobody between them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.telegram.api import BotApi
from bot.simulator.behaviour import Behaviour
from bot.simulator.telegram.api import bot_api_standin
from bot.simulator.telegram.handover import Handover
from bot.simulator.telegram.people import people_router
from bot.simulator.telegram.state import TelegramStandin

TOKEN = "5550123:a-token-of-these-tests"


@dataclass
class Telegram:
    """The stand-in, and clients that speak to it."""

    standin: TelegramStandin
    http: httpx.AsyncClient
    bot: BotApi
    transport: httpx.ASGITransport
    brought: list[httpx.Request]
    """What came to the webhook."""

    async def call(self, method: str, token: str = TOKEN, **parameters: Any) -> httpx.Response:
        """Asks the Bot API as plainly as can be."""
        return await self.http.post(f"/bot{token}/{method}", json=parameters)

    async def write(self, person: int, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes."""
        answer = await self.http.post(
            f"/simulator/telegram/people/{person}/messages", json={"text": text, **more}
        )
        said: dict[str, Any] = answer.raise_for_status().json()
        return said

    def behave(self, **behaviour: Any) -> None:
        """Has the stand-in misbehave."""
        self.standin.behave(Behaviour(**behaviour))


@pytest.fixture
def webhook_answers() -> list[int]:
    """The statuses the webhook answers with, first to last; then 200."""
    return []


@pytest.fixture
def telegram(webhook_answers: list[int]) -> Telegram:
    """A stand-in with one bot."""
    brought: list[httpx.Request] = []

    def webhook(request: httpx.Request) -> httpx.Response:
        brought.append(request)
        return httpx.Response(webhook_answers.pop(0) if webhook_answers else 200)

    standin = TelegramStandin(TOKEN, "enlace_bot", lambda: datetime.now(UTC))
    handover = Handover(standin, httpx.AsyncClient(transport=httpx.MockTransport(webhook)))
    app = FastAPI()
    app.include_router(bot_api_standin(standin, handover))
    app.include_router(people_router(standin, handover))
    transport = httpx.ASGITransport(app)
    http = httpx.AsyncClient(transport=transport, base_url="http://telegram.test")
    bot = BotApi(TOKEN, "http://telegram.test", transport)
    return Telegram(standin, http, bot, transport, brought)
