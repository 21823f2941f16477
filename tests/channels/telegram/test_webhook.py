"""What the webhook shows in Telegram, besides what goes through the outbox."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.taps import Decided
from bot.channels.telegram.updates import Reader
from bot.channels.telegram.webhook import PATH, SECRET_HEADER, telegram_router
from bot.conversation.catalog import Catalog

TOKEN, SECRET, BOT_MESSAGE = "5550123:a-token-of-these-tests", "a-secret-of-these-tests", 7
GROUP = {"id": -5, "type": "group", "title": "Neighbors"}
PERSON = {"id": 5, "is_bot": False, "first_name": "Ana", "language_code": "es"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Ana"}
QUESTION = {"message_id": BOT_MESSAGE, "date": 1, "chat": PRIVATE, "text": "Which?"}
TAP = {"id": "9", "from": PERSON, "chat_instance": "1", "data": "3.1"}
UPDATES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "said in a group": (
        {"message": {"message_id": 8, "date": 1, "chat": GROUP, "from": PERSON, "text": "hola"}},
        ["sendMessage", "leaveChat"],
    ),
    "a button in a group": (
        {"callback_query": {**TAP, "message": {**QUESTION, "chat": GROUP}}},
        ["answerCallbackQuery"],
    ),
    "a button of a message sent through the bot": (
        {"callback_query": {**TAP, "inline_message_id": "A7"}},
        ["answerCallbackQuery"],
    ),
    "a game": (
        {"callback_query": {**TAP, "data": None, "game_short_name": "x", "message": QUESTION}},
        ["answerCallbackQuery"],
    ),
}
TAPPED = {"callback_query": {**TAP, "message": QUESTION}}


@pytest.mark.parametrize("kind", UPDATES)
async def test_a_button_is_answered_and_a_group_is_left(kind: str) -> None:
    update, expected = UPDATES[kind]
    asked = await asked_of_telegram(update, None)
    assert [method for method, _ in asked] == expected


@pytest.mark.parametrize(
    ("decided", "shown"),
    [
        (Decided("Yes", is_refused=False), [("editMessageText", "Which?\n\n✓ Yes")]),
        (Decided(None, is_refused=True), [("editMessageReplyMarkup", None)]),
        (Decided(None, is_refused=False), []),
        (None, []),
    ],
    ids=["picked", "refused", "with staff", "not decided"],
)
async def test_a_tick_follows_the_decision(
    decided: Decided | None, shown: list[tuple[str, str | None]]
) -> None:
    asked = await asked_of_telegram(TAPPED, decided)
    assert asked == [("answerCallbackQuery", None), *shown]


async def asked_of_telegram(
    update: dict[str, Any], decided: Decided | None
) -> list[tuple[str, str | None]]:
    """The methods an update leads to, with the text each was to show."""
    asked: list[tuple[str, str | None]] = []

    def telegram(request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        text = parse_qs(request.content.decode()).get("text", [None])[0]
        asked.append((method, text if method == "editMessageText" else None))
        is_message = method not in ("answerCallbackQuery", "leaveChat")
        return httpx.Response(200, json={"ok": True, "result": QUESTION if is_message else True})

    api = BotApi(TOKEN, "http://telegram.test", httpx.MockTransport(telegram))
    catalog = Catalog({}, ZoneInfo("America/Chicago"))
    reader, unasked = Reader("5550123", catalog.languages), AsyncMock()
    taps = AsyncMock(decided=AsyncMock(return_value=decided))
    reception = Reception(api.bot, reader, unasked, taps, unasked, unasked, unasked, catalog)
    app = FastAPI()
    app.include_router(telegram_router(reception, SECRET))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://enlace.test") as http:
        answer = await http.post(
            PATH, json={"update_id": 1, **update}, headers={SECRET_HEADER: SECRET}
        )
    assert answer.status_code == 200
    await asyncio.sleep(0.05)  # what was decided is shown meanwhile
    await api.close()
    return asked
