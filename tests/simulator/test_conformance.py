"""What our client really sends to Twilio, and what the stand-in answers, fits the description."""

import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from bot.channels.twilio.sender import TwilioSms
from bot.channels.twilio.whatsapp import TwilioWhatsApp
from bot.conversation.channel import Outgoing, Rejected, Template
from bot.simulator.contents import Contents
from bot.simulator.state import Standin
from tests.simulator.conftest import ACCOUNT, Clock


def description(name: str) -> OpenAPI:
    return OpenAPI.from_dict(yaml.safe_load((Path(__file__).parent / name).read_text("utf-8")))


MESSAGES = ("https://api.twilio.com", description("twilio_messages.yml"))
CONTENTS = ("https://content.twilio.com", description("twilio_contents.yml"))
OPENERS = {"en": "Choose", "es": "Elegir"}
CALLBACK = "https://enlace.example.org/webhooks/twilio/status"
FILTERS = {"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"}
NUMBER, WHATSAPP_NUMBER = (number.removeprefix("whatsapp:") for number in ACCOUNT.numbers)


class Wire:
    """Between our client and the stand-in: holds everything against the description."""

    def __init__(self, app: FastAPI) -> None:
        self._standin = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://standin"
        )
        self.passed: list[str] = []
        self.faults: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        host, described = CONTENTS if request.path.startswith("/v1/Content") else MESSAGES
        sent = MockRequest(
            host,
            request.method.lower(),
            request.path,
            args=dict(request.query),
            data=body or None,
            content_type=request.content_type,
        )
        answer = await self._standin.request(
            request.method,
            request.path_qs,
            content=body,
            headers={
                name: request.headers[name]
                for name in ("Authorization", "Content-Type")
                if name in request.headers
            },
        )
        self._hold(described.validate_request, sent)
        if unknown := set(request.query) - FILTERS:
            self.faults.append(f"unknown filters: {unknown}")
        if answer.is_success:
            self._hold(
                described.validate_response,
                sent,
                MockResponse(answer.content, answer.status_code, content_type="application/json"),
            )
        self.passed.append(request.method)
        return web.Response(
            body=answer.content, status=answer.status_code, content_type="application/json"
        )

    def _hold(self, check: Any, *what: Any) -> None:
        try:
            check(*what)
        except OpenAPIError as error:
            self.faults.append(f"{error} {error.__cause__}")


@pytest.fixture
def wire(app: FastAPI) -> Wire:
    return Wire(app)


@pytest.fixture
async def url(wire: Wire) -> AsyncIterator[str]:
    between = web.Application()
    between.router.add_route("*", "/{path:.*}", wire.handle)
    async with TestServer(between) as server:
        yield str(server.make_url("")).rstrip("/")


def outgoing(
    text: str = "Hello",
    address: str = "+13125550123",
    template: Template | None = None,
    choices: Sequence[str] = (),
) -> Outgoing:
    return Outgoing(
        id=7,
        conversation_id=uuid.uuid4(),
        address=address,
        text=text,
        choices=tuple(choices),
        attempted_at=Clock().now(),
        language="en",
        valid_for=timedelta(hours=4),
        template=template,
    )


@pytest.mark.parametrize(
    "sender", [{"from_": NUMBER}, {"messaging_service_sid": ACCOUNT.messaging_service_sid}]
)
@pytest.mark.parametrize("text", ["Hello", "¿Cuándo? 👋 ±&=", "x" * 1_600])
async def test_sms_fits(wire: Wire, url: str, sender: dict[str, str], text: str) -> None:
    sms = TwilioSms(ACCOUNT.sid, ACCOUNT.token, sender, CALLBACK, url)
    sid = await sms.send(outgoing(text))
    assert await sms.look_up(outgoing(text), frozenset()) == sid
    await sms.close()
    assert (wire.passed, wire.faults) == (["POST", "GET"], [])


@pytest.mark.parametrize(
    "template", [None, {"sid": "HX" + "3" * 32, "variables": {"1": "December 5"}}]
)
async def test_whatsapp_fits(wire: Wire, url: str, template: Any) -> None:
    whatsapp = TwilioWhatsApp(ACCOUNT.sid, ACCOUNT.token, WHATSAPP_NUMBER, CALLBACK, url)
    message = outgoing(template=template)
    sid = await whatsapp.send(message)
    assert await whatsapp.look_up(message, frozenset()) == sid
    await whatsapp.close()
    assert (wire.passed, wire.faults) == (["POST", "GET"], [])


LABEL = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=80)


@given(
    text=LABEL,
    choices=st.lists(LABEL, min_size=1, max_size=12),
    language=st.sampled_from(["en", "es"]),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatsapp_with_choices_fits(
    wire: Wire, url: str, standin: Standin, text: str, choices: list[str], language: str
) -> None:
    """As buttons, a list or numbers: whatever is said and offered, it is taken at once."""
    standin.contents, wire.passed, wire.faults = Contents(ACCOUNT.templates), [], []
    whatsapp = TwilioWhatsApp(ACCOUNT.sid, ACCOUNT.token, WHATSAPP_NUMBER, CALLBACK, url, OPENERS)
    message = replace(outgoing(text, choices=choices), language=language)
    sid = await whatsapp.send(message)
    assert await whatsapp.look_up(message, frozenset()) == sid
    await whatsapp.close()
    sent = standin.find(sid)
    assert sent
    assert wire.faults == []
    assert wire.passed == (["GET", "POST", "POST", "GET"] if sent.offer else ["POST", "GET"])
    if sent.offer:
        assert [button.id for button in sent.offer.buttons] == [
            f"7.{place}" for place in range(1, len(choices) + 1)
        ]
    else:
        assert sent.body.splitlines()[1:] == [f"{n} {each}" for n, each in enumerate(choices, 1)]
        assert len(choices) > 10 or max(map(len, choices)) > 72


@pytest.mark.parametrize(
    ("text", "address"), [("x" * 1_601, "+13125550123"), ("Hello", "312-555-0123"), ("Hello", "")]
)
async def test_what_does_not_fit_is_noticed_here_and_refused_by_the_stand_in(
    wire: Wire, url: str, text: str, address: str
) -> None:
    sms = TwilioSms(ACCOUNT.sid, ACCOUNT.token, {"from_": NUMBER}, CALLBACK, url)
    with pytest.raises(Rejected):
        await sms.send(outgoing(text, address=address))
    await sms.close()
    assert wire.faults
