"""Whatever comes to the web chat is taken or refused, in both languages: no fault of ours."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.harness.entrance import (
    Entrance,
)
from tests.harness.odd import DEEP, JSON, many


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
