"""Whatever comes in, rightly signed, gets a clear answer: no fault of ours, nothing made up."""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from bot.application import Application
from bot.channels.twilio.webhook import parse_form
from bot.http import http_app
from bot.settings import ROOT, Settings
from bot.store.models import InboundMessage
from tests.harness.phone import new_number

ADDRESS = "http://enlace.test"
TWILIO_TOKEN = "0" * 32
ACCOUNT = ("AC" + "0" * 32, TWILIO_TOKEN)
TELEGRAM_SECRET = "a-secret-of-this-test"
NUMBER, WHATSAPP_NUMBER = "+13125550100", "+13125550199"
INBOUND, STATUS = "/webhooks/twilio", "/webhooks/twilio/status"

many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Entrance:
    """The service as far as HTTP goes, and what it stored."""

    def __init__(self, application: Application) -> None:
        self._database = application.database
        transport = httpx.ASGITransport(http_app(application), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url=ADDRESS)

    async def by_twilio(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        return await self.by_twilio_as_sent(path, httpx.Request("POST", ADDRESS, data=form).read())

    async def by_twilio_as_sent(self, path: str, body: bytes) -> httpx.Response:
        """Signed for what is read of it."""
        try:
            read = parse_form(body)
        except Exception:  # none of it would be
            read = {}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": RequestValidator(TWILIO_TOKEN).compute_signature(
                f"{ADDRESS}{path}", read
            ),
        }
        return await self.http.post(path, content=body, headers=headers)

    async def by_telegram(self, body: bytes) -> httpx.Response:
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET,
        }
        return await self.http.post("/webhooks/telegram", content=body, headers=headers)

    async def by_web(self, body: bytes, kind: str = "application/json") -> httpx.Response:
        headers = {"Content-Type": kind}
        return await self.http.post("/api/chat/messages", content=body, headers=headers)

    async def stored(self) -> int:
        async with self._database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(InboundMessage)) or 0


@pytest.fixture
async def entrance(postgres_url: str, tmp_path: Path) -> AsyncIterator[Entrance]:
    settings: dict[str, Any] = {
        "ENLACE_SIMULATOR": True,
        "ENLACE_CONTENT": ROOT / "content" / "demo",
        "ENLACE_DATA_DIR": tmp_path,
        "ENLACE_PUBLIC_URL": ADDRESS,
        "TWILIO_ACCOUNT_SID": ACCOUNT[0],
        "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
        "TWILIO_FROM": NUMBER,
        "TWILIO_WHATSAPP_FROM": WHATSAPP_NUMBER,
        "TWILIO_API_URL": ADDRESS,
        "TELEGRAM_BOT_TOKEN": "5550100:never-asked",
        "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
        "TELEGRAM_API_URL": ADDRESS,
    }
    application = Application(Settings(**settings), postgres_url)
    yield Entrance(application)
    await application.close()


def inbound(**parameters: str) -> dict[str, str]:
    told = {"From": new_number(), "To": NUMBER, "Body": "hola", "NumMedia": "0"}
    return {"MessageSid": f"SM{secrets.token_hex(16)}", **told, **parameters}


@pytest.mark.parametrize(
    "sender",
    [
        "",
        " ",
        "+",
        "+1",
        "+0312555010",
        "13125550101",
        " 13125550101",
        "+13125550101\n",
        "+13125550101x",
        "+1312555\x000101",
        "\x00",
        "+" + "1" * 16,
        "+1312555٠١٠١",
        "٣١٢٥٥",
        "a" * 12,
        "whatsapp:",
        "whatsapp:abc",
        "whatsapp:12345",
        "whatsapp:US.",
        "whatsapp:whatsapp:+13125550101",
        "WhatsApp:+13125550101",
        ":+13125550101",
        "rcs:+13125550101",
        "messenger:12345",
    ],
    ids=repr,
)
async def test_what_can_be_no_address_is_refused(entrance: Entrance, sender: str) -> None:
    before = await entrance.stored()
    answer = await entrance.by_twilio(INBOUND, inbound(From=sender))
    assert answer.status_code == 400
    assert answer.json()["detail"] in (
        "The parameter From is no address.",
        f"The channel {sender.partition(':')[0]} is not set up.",
    )
    assert await entrance.stored() == before


@pytest.mark.parametrize(
    "sender",
    ["+13125550142", "+442079460000", "89203", "262966", "whatsapp:+13125550142", "whatsapp:US.1a"],
)
async def test_phones_short_codes_and_user_ids_of_whatsapp_are_taken(
    entrance: Entrance, sender: str
) -> None:
    before = await entrance.stored()
    assert (await entrance.by_twilio(INBOUND, inbound(From=sender))).status_code == 200
    assert await entrance.stored() == before + 1


@pytest.mark.parametrize(
    ("sender", "to", "reason"),
    [
        (NUMBER, NUMBER, "it comes from our own number"),
        (NUMBER, "+13125550177", "it comes from our own number"),
        (f"whatsapp:{WHATSAPP_NUMBER}", f"whatsapp:{NUMBER}", "it comes from our own number"),
        ("+13125550178", "+13125550178", "it comes from our own number"),
        ("CPSAlert", NUMBER, "its sender takes no answers"),
        ("1-800 Ads", NUMBER, "its sender takes no answers"),
    ],
)
async def test_who_must_not_or_cannot_be_answered_gets_no_turn(
    entrance: Entrance, sender: str, to: str, reason: str
) -> None:
    before = await entrance.stored()
    with capture_logs() as logged:
        answer = await entrance.by_twilio(INBOUND, inbound(From=sender, To=to, Body="a secret"))
    assert answer.status_code == 200
    assert await entrance.stored() == before
    [line] = [line for line in logged if line["event"] == "a message was dropped"]
    assert line["reason"] == reason
    assert "secret" not in repr(logged)
    assert sender not in repr(logged)


@pytest.mark.parametrize("count", ["abc", "²", "-1", "", "1.5", "\x00", "٣", "1" * 5000])
async def test_a_count_of_media_that_is_none_costs_no_message(
    entrance: Entrance, count: str
) -> None:
    before = await entrance.stored()
    assert (await entrance.by_twilio(INBOUND, inbound(NumMedia=count))).status_code == 200
    assert await entrance.stored() == before + 1


@pytest.mark.parametrize("sid", ["", "\x00", "SM\x00", "SM" + "1" * 5000, "²" * 34])
async def test_what_can_be_no_id_is_refused(entrance: Entrance, sid: str) -> None:
    assert (await entrance.by_twilio(INBOUND, inbound(MessageSid=sid))).status_code == 400
    told = {"MessageSid": sid, "MessageStatus": "delivered"}
    assert (await entrance.by_twilio(STATUS, told)).status_code == 204


@pytest.mark.parametrize("code", ["\x00", "30003\x00", "²", "1" * 5000, "no number"])
async def test_an_error_code_that_is_none_costs_no_receipt(entrance: Entrance, code: str) -> None:
    told = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "failed", "ErrorCode": code}
    assert (await entrance.by_twilio(STATUS, told)).status_code == 204


ODD = st.one_of(
    st.sampled_from(
        ["", "\x00", "²", "-1", "0", "1" * 5000, "x" * 9000, "9" * 40, "+", "whatsapp:"]
    ),
    st.text(max_size=40),
)
NAMES = ["From", "To", "Body", "MessageSid", "NumMedia", "MediaContentType0", "Latitude"]
NAMES += ["OptOutType", "ButtonPayload", "ListId", "MessageStatus", "ErrorCode", "ChannelPrefix"]


@many
@given(told=st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=9)), ODD))
async def test_any_parameters_of_a_message_are_taken_or_refused(
    entrance: Entrance, told: dict[str, str]
) -> None:
    answer = await entrance.by_twilio(INBOUND, inbound() | told)
    assert answer.status_code in (200, 400)


@many
@given(
    told=st.dictionaries(st.sampled_from(NAMES), ODD),
    status=st.sampled_from(["sent", "delivered", "failed", "read"]),
    code=st.sampled_from(["30003", "21610", "63013", "63016", ""]),
)
async def test_any_receipt_is_taken(
    entrance: Entrance, told: dict[str, str], status: str, code: str
) -> None:
    form = {"MessageSid": "SM" + "0" * 32, "MessageStatus": status, "ErrorCode": code, **told}
    assert (await entrance.by_twilio(STATUS, form)).status_code == 204


@many
@given(body=st.binary(max_size=300), path=st.sampled_from([INBOUND, STATUS]))
async def test_any_bytes_to_twilios_webhooks_are_answered(
    entrance: Entrance, body: bytes, path: str
) -> None:
    assert (await entrance.by_twilio_as_sent(path, body)).status_code in (204, 400)


LONG = secrets.token_hex(4_000)
"""Longer than an index of PostgreSQL takes, and it cannot be compressed."""
DEEP = [b"[" * 100_000, b'{"update_id":' * 20_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["\x00", "\ud83d", LONG, 10**30, "private", "group", "kicked"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


PERSON = {"id": 5, "is_bot": False, "first_name": "Ana", "language_code": "es"}
CHAT = {"id": 5, "type": "private", "first_name": "Ana"}
STICKER = {"file_id": "A", "file_unique_id": "B", "type": "regular", "emoji": "👍"}
STICKER |= {"width": 5, "height": 5, "is_animated": False, "is_video": False}
MESSAGE = {"message_id": 7, "date": 1, "chat": CHAT, "from": PERSON}
BUTTONS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "3.1"}]]}
QUESTION = {**MESSAGE, "text": "Which?", "reply_markup": BUTTONS}
BOT = {"user": {**PERSON, "is_bot": True}, "status": "member"}
UPDATES: list[dict[str, Any]] = [
    {"message": {**MESSAGE, "text": "hola"}},
    {"edited_message": {**MESSAGE, "caption": "hola", "media_group_id": "5"}},
    {"message": {**MESSAGE, "sticker": STICKER}},
    {
        "callback_query": {"id": "9", "from": PERSON, "chat_instance": "1", "data": "3.1"}
        | {"message": QUESTION}
    },
    {
        "my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1, "old_chat_member": BOT}
        | {"new_chat_member": {**BOT, "status": "kicked", "until_date": 0}}
    },
]


def places(known: Any, *above: Any) -> list[tuple[Any, ...]]:
    """Where there is something in an update, by the names that lead there."""
    if not isinstance(known, dict):
        return [above]
    return [above, *(place for name, part in known.items() for place in places(part, *above, name))]


def put(known: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The same with another value at a place."""
    if not place:
        return value
    return {**known, place[0]: put(known[place[0]], place[1:], value)}


@pytest.mark.parametrize("body", [*DEEP, b"\xff", b"", b'{"update_id": 1' + b"0" * 5000 + b"}"])
async def test_what_is_no_update_is_refused(entrance: Entrance, body: bytes) -> None:
    assert (await entrance.by_telegram(body)).status_code == 400


@settings(many, max_examples=200)
@given(update=st.sampled_from(UPDATES), value=JSON, data=st.data())
async def test_any_update_is_taken_or_refused(
    entrance: Entrance, update: dict[str, Any], value: object, data: st.DataObject
) -> None:
    whole = {"update_id": secrets.randbelow(10**9), **update}
    spoiled = put(whole, data.draw(st.sampled_from(places(whole))), value)
    answer = await entrance.by_telegram(json.dumps(spoiled).encode())
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("said", ["\ud83d", "hola \ud83d", "\x00 hola", "👍"], ids=ascii)
async def test_half_an_emoji_costs_no_message(entrance: Entrance, said: str) -> None:
    before = await entrance.stored()
    update = {"update_id": secrets.randbelow(10**9), "message": {**MESSAGE, "text": said}}
    assert (await entrance.by_telegram(json.dumps(update).encode())).status_code == 200
    body = json.dumps({"text": said}).encode()
    assert (await entrance.by_web(body)).status_code == 202
    assert await entrance.stored() == before + 2


@pytest.mark.parametrize(
    "body", [*DEEP, b"\xff", b'{"text": "\xc3"}', b"{", b"", b'{"client_id": "\\ud83d"}']
)
async def test_what_is_no_message_of_the_chat_is_refused_in_both_languages(
    entrance: Entrance, body: bytes
) -> None:
    answer = await entrance.by_web(body)
    assert answer.status_code == 422
    told = answer.json()["error"]
    assert told["message_en"]
    assert told["message_es"]


@many
@given(
    said=st.dictionaries(
        st.sampled_from(["text", "choice", "label", "client_id", "language", "link", "\ud83d"]),
        JSON,
    )
)
async def test_any_message_of_the_chat_is_taken_or_refused(
    entrance: Entrance, said: dict[str, Any]
) -> None:
    answer = await entrance.by_web(json.dumps(said).encode())
    assert answer.status_code in (202, 422, 429)
    assert answer.status_code == 202 or answer.json()["error"]["message_es"]


@many
@given(body=st.binary(max_size=100), kind=st.text(st.characters(codec="ascii"), max_size=20))
async def test_any_bytes_to_the_chat_are_answered(
    entrance: Entrance, body: bytes, kind: str
) -> None:
    for sent_as in ("application/json", kind):
        answer = await entrance.by_web(body, sent_as)
        assert answer.status_code in (202, 415, 422, 429)
        assert answer.status_code == 202 or answer.json()["error"]["message_es"]


PHONE, STANDIN = "/simulator/phones/+13125550101", f"/2010-04-01/Accounts/{ACCOUNT[0]}"
PERSON_PAGE, BOT_API = "/simulator/telegram/people/5", "/bot5550100:never-asked"
REHEARSED = [
    (f"{PHONE}/messages", {"text": "hola", "picture": False, "place": False}),
    (f"{PHONE}/taps", {"message_id": "SM1", "button": 1}),
    ("/simulator/clock", {"advance": "P1D"}),
    (f"{PERSON_PAGE}/messages", {"text": "hola", "content": None, "sticker": None, "edits": None}),
    (f"{PERSON_PAGE}/messages", {"text": "hola", "name": "Ana", "language": "es"}),
    (f"{PERSON_PAGE}/taps", {"message_id": 1, "button": 1}),
    ("/simulator/telegram/groups/-5/messages", {"text": "hola"}),
    (
        "/v1/Content",
        {
            "friendly_name": "x",
            "language": "en",
            "variables": {"1": "a"},
            "types": {"twilio/quick-reply": {"body": "b", "actions": [{"title": "t", "id": "1"}]}},
        },
    ),
    *(
        (f"{BOT_API}/{method}", form)
        for method, form in {
            "sendMessage": {"chat_id": 5, "text": "hi", "reply_markup": json.dumps(BUTTONS)},
            "editMessageText": {"chat_id": 5, "message_id": 1, "text": "x"},
            "setMyCommands": {"commands": json.dumps([{"command": "a", "description": "b"}])},
            "getUpdates": {"offset": 1, "limit": 1, "timeout": 0, "allowed_updates": "[]"},
            "setWebhook": {"url": "https://x.test", "allowed_updates": "[]", "max_connections": 4},
            "deleteWebhook": {},
        }.items()
    ),
]


@settings(many, max_examples=200)
@given(request=st.sampled_from(REHEARSED), value=JSON, data=st.data())
async def test_any_request_to_the_simulator_is_answered(
    entrance: Entrance, request: tuple[str, dict[str, Any]], value: object, data: st.DataObject
) -> None:
    path, known = request
    body = json.dumps(put(known, data.draw(st.sampled_from(places(known))), value)).encode()
    answer = await entrance.http.post(
        path,
        content=body,
        headers={"Content-Type": "application/json"},
        auth=ACCOUNT,
    )
    assert answer.status_code < 500, (path, body[:200], answer.text)


ADDRESSES = ["/{}", "/?topic={}", "/?lang={}", "/chat?text={}", "/chat?link={}", "/widget?link={}"]
ADDRESSES += ["/l/{}", "/l/{}.svg", "/l/{}.png", "/calendar/{}/x.ics", "/calendar/x/{}.ics"]
ADDRESSES += [
    "/static/{}",
    "/simulator/phones/{}/messages",
    "/simulator/telegram/people/{}/messages",
]
ADDRESSES += [f"{STANDIN}/Messages.json?{name}={{}}" for name in ("Page", "PageSize", "DateSent")]
ADDRESSES += [f"{STANDIN}/Messages/{{}}.json", "/v1/Services/{}", "/bot{}/getMe", f"{BOT_API}/{{}}"]


@settings(many, max_examples=200)
@given(address=st.sampled_from(ADDRESSES), part=ODD, method=st.sampled_from(["GET", "HEAD"]))
async def test_any_address_is_answered(
    entrance: Entrance, address: str, part: str, method: str
) -> None:
    path = address.format(quote(part, safe=""))
    answer = await entrance.http.request(method, path, auth=ACCOUNT)
    assert answer.status_code < 500, path[:200]
