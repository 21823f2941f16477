"""What the webhook shows in Telegram, besides what goes through the outbox."""

from typing import Any
from unittest.mock import AsyncMock
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.updates import Reader
from bot.channels.telegram.webhook import PATH, SECRET_HEADER, telegram_router
from bot.conversation.catalog import Catalog

TOKEN, SECRET, BOT_MESSAGE = "5550123:a-token-of-these-tests", "a-secret-of-these-tests", 7
GROUP = {"id": -5, "type": "group", "title": "Neighbors"}
PERSON = {"id": 5, "is_bot": False, "first_name": "Ana", "language_code": "es"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Ana"}
QUESTION = {"message_id": BOT_MESSAGE, "date": 1, "chat": PRIVATE, "text": "Which?"}
UPDATES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "said in a group": (
        {"message": {"message_id": 8, "date": 1, "chat": GROUP, "from": PERSON, "text": "hola"}},
        ["sendMessage", "leaveChat"],
    ),
    "a button": (
        {
            "callback_query": {
                "id": "9",
                "from": PERSON,
                "chat_instance": "1",
                "data": "3.1",
                "message": QUESTION,
            }
        },
        ["answerCallbackQuery", "editMessageReplyMarkup"],
    ),
}


@pytest.mark.parametrize("kind", UPDATES)
async def test_a_button_is_answered_and_a_group_is_left(kind: str) -> None:
    update, expected = UPDATES[kind]
    asked: list[str] = []

    def telegram(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rpartition("/")[2])
        is_message = asked[-1] in ("sendMessage", "editMessageReplyMarkup")
        return httpx.Response(200, json={"ok": True, "result": QUESTION if is_message else True})

    api = BotApi(TOKEN, "http://telegram.test", httpx.MockTransport(telegram))
    catalog = Catalog({}, ZoneInfo("America/Chicago"))
    reader, unasked = Reader("5550123", catalog.languages), AsyncMock()
    reception = Reception(api.bot, reader, unasked, unasked, unasked, unasked, catalog)
    app = FastAPI()
    app.include_router(telegram_router(reception, SECRET))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://enlace.test") as http:
        answer = await http.post(
            PATH, json={"update_id": 1, **update}, headers={SECRET_HEADER: SECRET}
        )
    assert (answer.status_code, asked) == (200, expected)
    await api.close()
