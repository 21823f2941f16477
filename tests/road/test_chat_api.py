"""The web chat's API: a conversation is its token's, repeats change nothing, streams resume."""

import uuid

import pytest

from tests.conftest import SharedService
from tests.harness.answers import local_client
from tests.harness.visitor import Visitor


async def test_a_first_message_begins_a_conversation(service: SharedService) -> None:
    async with local_client(service.base_url) as client:
        posted = await client.post("/api/chat/messages", json={"text": "hello"})
    assert posted.status_code == 202
    assert uuid.UUID(posted.json()["id"])
    cookie = posted.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_a_bearer_token_is_as_good_as_a_cookie(service: SharedService) -> None:
    async with Visitor(service.base_url) as visitor:
        token = (await visitor.post(text="hello")).json()["token"]
    async with Visitor(service.base_url) as elsewhere:
        elsewhere.http.headers["Authorization"] = f"Bearer {token}"
        answers = await elsewhere.ask("thank you")
    assert any("welcome" in answer["text"] for answer in answers)


async def test_an_unknown_token_is_refused(service: SharedService) -> None:
    async with local_client(service.base_url) as client:
        for token in ("x", "A" * 43, "á" * 43):
            headers = {"Authorization": f"Bearer {token}".encode()}
            posted = await client.post("/api/chat/messages", json={"text": "hi"}, headers=headers)
            assert posted.status_code == 401


async def test_a_repeated_post_changes_nothing(visitor: Visitor) -> None:
    message = {"text": "hello", "client_id": str(uuid.uuid4())}
    first, second = await visitor.post(**message), await visitor.post(**message)
    assert first.json()["id"] == second.json()["id"]
    shown = [data async for name, data in _until_answered(visitor) if name == "own"]
    assert [data["text"] for data in shown] == ["hello"]


async def test_a_stream_resumes_after_the_last_event(visitor: Visitor) -> None:
    [greeting] = await visitor.ask("hello")
    visitor.last_event_id = None
    replayed = [data async for name, data in _until_answered(visitor) if name == "message"]
    assert replayed == [greeting]
    visitor.last_event_id = greeting["id"]
    resumed = [data async for name, data in _until_answered(visitor) if name == "message"]
    assert resumed == []


async def test_a_page_in_another_language_is_answered(service: SharedService) -> None:
    async with Visitor(service.base_url, language="fr") as visitor:
        assert await visitor.ask("hello")


@pytest.mark.parametrize("last_event_id", ["9" * 30, "9" * 5000, "-1", "x"])
async def test_an_event_id_that_is_none_of_ours_begins_anew(
    visitor: Visitor, last_event_id: str
) -> None:
    [greeting] = await visitor.ask("hello")
    visitor.last_event_id = last_event_id
    shown = [data async for name, data in _until_answered(visitor) if name == "message"]
    assert shown == [greeting]


async def _until_answered(visitor: Visitor):  # type: ignore[no-untyped-def]
    async for name, data in visitor.events():
        yield name, data
        if name == "answered":
            return
