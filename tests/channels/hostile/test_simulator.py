"""Whatever comes to the simulator, the stand-ins or a page is answered: no fault of ours."""

import json
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness.entrance import (
    ACCOUNT,
    BOT_TOKEN,
    Entrance,
)
from tests.harness.odd import JSON, ODD, many, places, put

BUTTONS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "3.1"}]]}
PHONE, STANDIN = "/simulator/phones/+13125550101", f"/2010-04-01/Accounts/{ACCOUNT[0]}"
PERSON_PAGE, BOT_API = "/simulator/telegram/people/5", f"/bot{BOT_TOKEN}"
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
