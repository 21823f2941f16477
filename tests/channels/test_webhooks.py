"""Every channel's way in, by one table: genuine, twice, at once, replayed, forged, out of order,
and by a provider whose clock is wrong.

A web chat has no provider: its pages repeat a post, and tell no time. What an unknown token gets:
`tests/road/test_chat_api.py`.
"""

import asyncio
import json
import secrets
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from bot.application import Application
from bot.http import http_app
from bot.settings import ROOT, Settings
from bot.store.models import InboundMessage
from tests.harness.phone import new_number

ADDRESS = "https://enlace.test"
TWILIO_TOKEN = "0" * 32
TELEGRAM_SECRET = "a-secret-of-this-test"


@dataclass(frozen=True)
class Delivery:
    """One request of a provider: a message with a text of its own."""

    path: str
    body: bytes
    headers: dict[str, str]
    text: str = field(compare=False)


def by_sms(text: str, skew: timedelta = timedelta()) -> Delivery:
    return _by_twilio(text, new_number())


def by_whatsapp(text: str, skew: timedelta = timedelta()) -> Delivery:
    return _by_twilio(text, f"whatsapp:{new_number()}")


def _by_twilio(text: str, sender: str) -> Delivery:
    form = {
        "MessageSid": f"SM{secrets.token_hex(16)}",
        "From": sender,
        "To": "+13125550100",
        "Body": text,
        "NumMedia": "0",
    }
    url = f"{ADDRESS}/webhooks/twilio"
    signature = RequestValidator(TWILIO_TOKEN).compute_signature(url, form)
    body = httpx.Request("POST", url, data=form).content
    headers = {
        "X-Twilio-Signature": signature,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return Delivery("/webhooks/twilio", body, headers, text)


def by_telegram(text: str, skew: timedelta = timedelta()) -> Delivery:
    person = secrets.randbelow(10**9) + 1
    update = {
        "update_id": secrets.randbelow(10**9),
        "message": {
            "message_id": secrets.randbelow(10**6) + 1,
            "date": int((datetime.now(UTC) + skew).timestamp()),
            "chat": {"id": person, "type": "private", "first_name": "Ana"},
            "from": {"id": person, "is_bot": False, "first_name": "Ana", "language_code": "es"},
            "text": text,
        },
    }
    headers = {
        "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET,
        "Content-Type": "application/json",
    }
    return Delivery("/webhooks/telegram", json.dumps(update).encode(), headers, text)


def by_web(text: str, skew: timedelta = timedelta()) -> Delivery:
    """From a page that `Door` begins a conversation for."""
    body = {"text": text, "client_id": str(uuid.uuid4())}
    headers = {"Content-Type": "application/json"}
    return Delivery("/api/chat/messages", json.dumps(body).encode(), headers, text)


CHANNELS: dict[str, Callable[..., Delivery]] = {
    "sms": by_sms,
    "whatsapp": by_whatsapp,
    "telegram": by_telegram,
    "web": by_web,
}
PROOF = {
    "sms": "X-Twilio-Signature",
    "whatsapp": "X-Twilio-Signature",
    "telegram": "X-Telegram-Bot-Api-Secret-Token",
}
"""The header that shows whom a request is from."""
every_channel = pytest.mark.parametrize("channel", CHANNELS)


class MovedClock:
    """The machine's clock, moved by a test."""

    offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


class Door:
    """The service as far as its webhooks go."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.clock = MovedClock()
        vars(application)["clock"] = self.clock
        app = http_app(application)
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)

    async def of(self, channel: str, text: str, skew: timedelta = timedelta()) -> Delivery:
        """A genuine message."""
        delivery = CHANNELS[channel](text, skew)
        if channel != "web":
            return delivery
        begun = await self._client.post("/api/chat/conversations")
        bearer = {"Authorization": f"Bearer {begun.json()['token']}"}
        return replace(delivery, headers={**delivery.headers, **bearer})

    async def knock(self, delivery: Delivery) -> int:
        headers = [(name.encode(), value.encode()) for name, value in delivery.headers.items()]
        answer = await self._client.post(delivery.path, content=delivery.body, headers=headers)
        return answer.status_code

    async def stored(self, *texts: str) -> list[InboundMessage]:
        query = select(InboundMessage).where(InboundMessage.text.in_(texts))
        async with self.application.database.transaction() as session:
            found = await session.scalars(query.order_by(InboundMessage.received_at))
            return list(found)


@pytest.fixture
async def door(postgres_url: str, tmp_path: Path) -> AsyncIterator[Door]:
    settings: dict[str, Any] = {
        "ENLACE_CONTENT": ROOT / "content" / "demo",
        "ENLACE_DATA_DIR": tmp_path,
        "ENLACE_PUBLIC_URL": ADDRESS,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
        "TWILIO_FROM": "+13125550100",
        "TWILIO_WHATSAPP_FROM": "+13125550101",
        "TELEGRAM_BOT_TOKEN": "5550100:never-asked",
        "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
    }
    application = Application(Settings(**settings), postgres_url)
    yield Door(application)
    await application.close()


@pytest.fixture
def text() -> str:
    """A text nobody else sends."""
    return f"hola {secrets.token_hex(8)}"


@every_channel
async def test_a_genuine_message_is_stored_once(door: Door, channel: str, text: str) -> None:
    assert await door.knock(await door.of(channel, text)) in (200, 202)
    [message] = await door.stored(text)
    assert (message.channel, message.status) == (channel, "received")


@every_channel
async def test_delivered_again_it_changes_nothing(door: Door, channel: str, text: str) -> None:
    delivery = await door.of(channel, text)
    assert {await door.knock(delivery) for _ in range(3)} <= {200, 202}
    assert len(await door.stored(text)) == 1


@every_channel
async def test_delivered_many_times_at_once_it_is_one(door: Door, channel: str, text: str) -> None:
    delivery = await door.of(channel, text)
    assert set(await asyncio.gather(*(door.knock(delivery) for _ in range(8)))) <= {200, 202}
    assert len(await door.stored(text)) == 1


@every_channel
async def test_replayed_a_month_later_it_changes_nothing(
    door: Door, channel: str, text: str
) -> None:
    delivery = await door.of(channel, text)
    await door.knock(delivery)
    door.clock.offset += timedelta(days=30)
    await door.knock(delivery)
    assert len(await door.stored(text)) == 1


@pytest.mark.parametrize("channel", PROOF)
@pytest.mark.parametrize("shown", [None, "", "wrong", "é", "A" * 10_000])
async def test_forged_it_is_refused(door: Door, channel: str, text: str, shown: str | None) -> None:
    delivery = await door.of(channel, text)
    headers = {name: value for name, value in delivery.headers.items() if name != PROOF[channel]}
    if shown is not None:
        headers[PROOF[channel]] = shown
    assert await door.knock(replace(delivery, headers=headers)) == 403
    assert await door.stored(text) == []


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_changed_on_its_way_it_is_refused(door: Door, channel: str, text: str) -> None:
    delivery = await door.of(channel, text)
    changed = replace(delivery, body=delivery.body + b"&OptOutType=STOP")
    assert await door.knock(changed) == 403
    assert await door.stored(text) == []


@every_channel
async def test_out_of_order_each_is_stored(door: Door, channel: str, text: str) -> None:
    first, second = [await door.of(channel, f"{text} {number}") for number in (1, 2)]
    for delivery in (second, first):
        assert await door.knock(delivery) in (200, 202)
    stored = await door.stored(first.text, second.text)
    assert [message.text for message in stored] == [second.text, first.text]


@pytest.mark.parametrize("channel", PROOF)
@pytest.mark.parametrize("skew", [timedelta(days=-2), timedelta(days=2)])
async def test_the_time_is_ours_whatever_the_providers_clock_says(
    door: Door, channel: str, text: str, skew: timedelta
) -> None:
    before = datetime.now(UTC)
    assert await door.knock(await door.of(channel, text, skew)) in (200, 202)
    [message] = await door.stored(text)
    assert before <= message.received_at <= datetime.now(UTC)
