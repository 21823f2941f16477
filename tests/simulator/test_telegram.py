"""The stand-in for the Bot API refuses what Telegram refuses, in its words."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.channels.telegram.conftest import TOKEN, Telegram, telegram, webhook_answers

__all__ = ["telegram", "webhook_answers"]
PERSON = 1001


@pytest.mark.parametrize(
    ("token", "status"), [("nonsense", 404), ("5550123:wrong-but-well-formed", 401)]
)
async def test_tokens(telegram: Telegram, token: str, status: int) -> None:
    answer = await telegram.call("getMe", token=token)
    assert (answer.status_code, answer.json()["ok"]) == (status, False)
    assert (await telegram.call("GETME")).json()["result"]["username"] == "enlace_bot"
    assert (await telegram.call("getMyDinner")).status_code == 404


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({"text": "hi"}, 400, "chat_id is empty"),
        ({"chat_id": 404, "text": "hi"}, 400, "chat not found"),
        ({"chat_id": "x", "text": "hi"}, 400, "wrong parameter"),
        ({"chat_id": PERSON, "text": " \n"}, 400, "message text is empty"),
        ({"chat_id": PERSON, "text": "a" * 4097}, 400, "message is too long"),
        ({"chat_id": PERSON, "text": "hi", "reply_markup": "{"}, 400, "can't parse"),
        (
            {
                "chat_id": PERSON,
                "text": "hi",
                "reply_markup": json.dumps(
                    {"inline_keyboard": [[{"text": "a", "callback_data": "ñ" * 33}]]}
                ),
            },
            400,
            "BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_messages_it_refuses(
    telegram: Telegram, parameters: dict[str, Any], status: int, words: str
) -> None:
    await telegram.write(PERSON, "/start")
    answer = await telegram.call("sendMessage", **parameters)
    assert answer.status_code == answer.json()["error_code"] == status
    assert words in answer.json()["description"]


async def test_a_bot_that_was_blocked_may_not_write(telegram: Telegram) -> None:
    await telegram.write(PERSON, "/start")
    await telegram.http.put(f"/simulator/telegram/people/{PERSON}/standing", json={"blocked": True})
    answer = await telegram.call("sendMessage", chat_id=PERSON, text="hi")
    assert answer.json()["description"] == "Forbidden: bot was blocked by the user"
    [_, blocked] = (await telegram.call("getUpdates")).json()["result"]
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_too_many_messages_are_told_to_wait(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = SimpleNamespace(monotonic=lambda: 0.0)  # on however slow a machine
    monkeypatch.setattr("bot.simulator.telegram.methods.time", at_once)
    for person in range(1, 41):
        await telegram.write(person, "/start")
    answers = [
        await telegram.call("sendMessage", chat_id=person, text="hi") for person in range(1, 41)
    ]
    refused = [answer.json() for answer in answers if answer.status_code == 429]
    assert refused
    assert all(answer["parameters"]["retry_after"] >= 1 for answer in refused)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"url": "http://enlace.test/"}, "HTTPS"),
        ({"url": "https://enlace.test:8000/"}, "ports"),
        ({"url": "https://enlace.test/", "secret_token": "has spaces"}, "unallowed"),
        ({"url": "https://enlace.test/", "max_connections": 101}, "max_connections"),
    ],
)
async def test_webhooks_it_refuses(
    telegram: Telegram, parameters: dict[str, Any], words: str
) -> None:
    answer = await telegram.call("setWebhook", **parameters)
    assert answer.status_code == 400
    assert words in answer.json()["description"]


async def test_fetching_while_a_webhook_is_set_is_a_conflict(telegram: Telegram) -> None:
    await telegram.call("setWebhook", url="https://enlace.test/")
    assert (await telegram.call("getUpdates")).status_code == 409


async def test_of_two_who_fetch_the_first_is_sent_away(telegram: Telegram) -> None:
    first = asyncio.create_task(telegram.call("getUpdates", timeout=20))
    while not telegram.standin.fetches:
        await asyncio.sleep(0)
    second = asyncio.create_task(telegram.call("getUpdates", timeout=20))
    assert (await first).status_code == 409
    await telegram.write(PERSON, "hello")
    assert (await second).json()["result"][0]["message"]["text"] == "hello"


async def test_what_was_fetched_stays_until_the_next_is_asked_for(telegram: Telegram) -> None:
    await telegram.write(PERSON, "one")
    [update] = (await telegram.call("getUpdates")).json()["result"]
    assert (await telegram.call("getUpdates")).json()["result"] == [update]
    after = update["update_id"] + 1
    assert (await telegram.call("getUpdates", offset=after)).json()["result"] == []
    assert (await telegram.call("getUpdates")).json()["result"] == []


@pytest.mark.parametrize("webhook_answers", [[500, 403]])
async def test_an_update_is_brought_again_until_it_is_taken(telegram: Telegram) -> None:
    await telegram.call("setWebhook", url="https://enlace.test/hook", secret_token="s3cret")
    await telegram.write(PERSON, "hello")
    bodies = [json.loads(request.content) for request in telegram.brought]
    assert bodies == [bodies[0]] * 3
    assert {request.headers["X-Telegram-Bot-Api-Secret-Token"] for request in telegram.brought} == {
        "s3cret"
    }
    info = (await telegram.call("getWebhookInfo")).json()["result"]
    assert info["last_error_message"].endswith("403")


async def test_a_tap_is_answered_once(telegram: Telegram) -> None:
    await telegram.write(PERSON, "/start")
    markup = json.dumps({"inline_keyboard": [[{"text": "Yes", "callback_data": "1.1"}]]})
    sent = await telegram.call("sendMessage", chat_id=PERSON, text="So?", reply_markup=markup)
    message = sent.json()["result"]["message_id"]
    tapped = await telegram.http.post(
        f"/simulator/telegram/people/{PERSON}/taps", json={"message_id": message, "button": 1}
    )
    query = tapped.json()["query_id"]
    asked = {"callback_query_id": query}
    assert (await telegram.call("answerCallbackQuery", **asked)).json()["result"] is True
    assert (await telegram.call("answerCallbackQuery", **asked)).status_code == 400
    removing = {"chat_id": PERSON, "message_id": message}
    assert (await telegram.call("editMessageReplyMarkup", **removing)).status_code == 200
    again = await telegram.call("editMessageReplyMarkup", **removing)
    assert "message is not modified" in again.json()["description"]
    assert TOKEN not in again.text
    changed = await telegram.call("editMessageText", **removing, text="So? Yes")
    assert changed.json()["result"]["text"] == "So? Yes"
    assert (await telegram.call("editMessageText", **removing, text="")).status_code == 400


@pytest.mark.parametrize(
    "command",
    [
        {"command": "Help", "description": "x"},
        {"command": "", "description": "x"},
        {"command": "help", "description": ""},
    ],
)
async def test_commands_it_refuses(telegram: Telegram, command: dict[str, str]) -> None:
    answer = await telegram.call("setMyCommands", commands=json.dumps([command]))
    assert answer.status_code == 400
