"""Whatever Telegram sends, with its secret, is taken or refused: no fault of ours."""

import json
import secrets
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness.entrance import (
    Entrance,
)
from tests.harness.odd import DEEP, JSON, many, places, put

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
