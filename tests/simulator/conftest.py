"""A stand-in, a service that only listens, and the real Twilio client between them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import httpx
import pytest
from fastapi import FastAPI

from bot.simulator.account import Account
from bot.simulator.behaviour import Behaviour
from bot.simulator.conversation import phones_router
from bot.simulator.phones import PhoneNetwork
from bot.simulator.state import Standin
from bot.simulator.twilio import twilio_standin
from bot.simulator.twilio_content import twilio_content_standin

ACCOUNT = Account(
    sid="AC" + "1" * 32,
    token="token",
    numbers=("+13125550199", "whatsapp:+13125550198"),
    messaging_service_sid="MG" + "2" * 32,
    templates=frozenset({"HX" + "3" * 32}),
)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT.sid}/Messages.json"


@dataclass
class Listener:
    """Plays the service: keeps what was posted to it and answers as told."""

    posts: list[tuple[str, dict[str, str], httpx.Headers]] = field(default_factory=list)
    answer: httpx.Response = field(default_factory=lambda: httpx.Response(204))
    deaf: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.deaf:
            raise httpx.ConnectError("nobody there")
        form = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        self.posts.append((str(request.url), form, request.headers))
        return httpx.Response(
            self.answer.status_code, content=self.answer.content, headers=self.answer.headers
        )

    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _, form, _ in self.posts if "MessageStatus" in form]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def standin(clock: Clock) -> Standin:
    return Standin(ACCOUNT, clock.now, behaviour=Behaviour(callback_delay_seconds=0))


@pytest.fixture
def network(standin: Standin, listener: Listener) -> PhoneNetwork:
    client = httpx.AsyncClient(transport=httpx.MockTransport(listener))
    return PhoneNetwork(standin, "https://enlace.test/webhooks/twilio", client=client)


@pytest.fixture
def app(standin: Standin, network: PhoneNetwork, listener: Listener) -> FastAPI:
    app = FastAPI()
    callbacks = httpx.AsyncClient(transport=httpx.MockTransport(listener))
    app.include_router(twilio_standin(standin, callbacks))
    app.include_router(twilio_content_standin(standin))
    app.include_router(phones_router(network))
    return app


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://standin", auth=(ACCOUNT.sid, ACCOUNT.token)
    ) as client:
        yield client
