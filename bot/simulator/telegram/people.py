"""People who write to the bot: what the phone on screen, tests and benchmarks speak."""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from bot.simulator.behaviour import add_behaviour
from bot.simulator.telegram.chats import Message, Person
from bot.simulator.telegram.handover import Handover
from bot.simulator.telegram.methods import MAX_TEXT
from bot.simulator.telegram.state import TelegramStandin

FILE = {"file_id": "AgAD", "file_unique_id": "AQAD"}
STICKER = {
    **FILE,
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}
CONTENTS: Mapping[str, dict[str, Any]] = {
    "picture": {"photo": [{**FILE, "width": 90, "height": 60}]},
    "voice": {"voice": {**FILE, "duration": 4}},
    "place": {"location": {"latitude": 41.85, "longitude": -87.7}},
    "contact": {"contact": {"phone_number": "+13125550123", "first_name": "Ana"}},
    "file": {"document": FILE},
}
LARGEST_ID = 2**52
"""Telegram's ids have at most 52 significant bits."""
PersonId = Annotated[int, Path(ge=1, lt=LARGEST_ID)]


class Words(BaseModel):
    """What somebody writes or sends; ``language`` is their app's."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", max_length=MAX_TEXT)
    content: Literal["picture", "voice", "place", "contact", "file"] | None = None
    sticker: str | None = Field(None, max_length=8)
    edits: int | None = None
    """The message that is changed to this text."""
    name: str = ""
    language: str = "en"


class Tap(BaseModel):
    """A button that is tapped, counted from 1."""

    model_config = ConfigDict(extra="forbid")

    message_id: int
    button: int = Field(ge=1)


class Standing(BaseModel):
    """Whether somebody blocks the bot."""

    model_config = ConfigDict(extra="forbid")

    blocked: bool


def people_router(standin: TelegramStandin, handover: Handover) -> APIRouter:
    """Routes under ``/simulator/telegram``.

    ``POST people/{id}/messages``, ``taps`` and ``standing`` do what people do; ``GET`` of
    ``messages`` lists a chat, ``events`` streams it; ``POST groups/{id}/messages`` writes in a
    group with the bot; ``GET`` and ``PUT behaviour`` read and set how Telegram behaves.
    """
    router = APIRouter(prefix="/simulator/telegram", include_in_schema=False)

    @router.post("/people/{person}/messages", status_code=202)
    async def write(person: PersonId, words: Words) -> dict[str, Any]:
        writer = standin.person(person, words.name, words.language)
        if words.edits is not None:
            return await _edit(standin, handover, writer, words)
        content = dict(CONTENTS[words.content]) if words.content else {}
        if words.sticker:
            content = {"sticker": {**STICKER, "emoji": words.sticker}}
        message = standin.add(writer, words.text, is_from_bot=False, content=content)
        update = standin.update(message=message.as_json(standin.as_user()))
        await handover.hand(update)
        return {**shown(message), "update_id": update["update_id"]}

    @router.post("/people/{person}/taps", status_code=202)
    async def tap(person: PersonId, tapped: Tap) -> dict[str, Any]:
        message = standin.find(person, tapped.message_id)
        buttons = [button for row in message.buttons for button in row] if message else []
        if message is None or tapped.button > len(buttons):
            raise HTTPException(404, "There is no such button.")
        query_id = str(secrets.randbits(60))
        query = {
            "id": query_id,
            "from": standin.person(person).as_user(),
            "chat_instance": "1",
            "message": message.as_json(standin.as_user()),
            "data": buttons[tapped.button - 1]["callback_data"],
        }
        standin.queries.add(query_id)
        update = standin.update(callback_query=query)
        await handover.hand(update)
        return {"query_id": query_id, "update_id": update["update_id"]}

    @router.put("/people/{person}/standing")
    async def stand(person: PersonId, standing: Standing) -> Standing:
        who = standin.person(person)
        if who.has_blocked != standing.blocked:
            who.has_blocked = standing.blocked
            await handover.hand(standin.update(my_chat_member=_change(standin, who)))
        return standing

    @router.get("/people/{person}/messages")
    async def chat(person: PersonId) -> dict[str, Any]:
        return {"messages": [shown(message) for message in standin.conversation(person)]}

    @router.get("/people/{person}/events", response_class=EventSourceResponse)
    async def events(person: PersonId) -> AsyncIterator[ServerSentEvent]:
        with standin.watchers.watch() as changes:
            for message in standin.conversation(person):
                yield _event(message)
            while True:
                message = await changes.get()
                if message.chat.id == person:
                    yield _event(message)

    @router.post("/groups/{group}/messages", status_code=202)
    async def write_in_group(
        group: Annotated[int, Path(lt=0, gt=-LARGEST_ID)], words: Words
    ) -> dict[str, Any]:
        message = standin.add(standin.group(group), words.text, is_from_bot=False)
        writer = Person(LARGEST_ID - 1, words.name or "Someone", words.language)
        await handover.hand(standin.update(message=message.as_json(standin.as_user(), writer)))
        return shown(message)

    @router.get("/groups/{group}/messages")
    async def group_chat(group: int) -> dict[str, Any]:
        return {"messages": [shown(message) for message in standin.conversation(group)]}

    @router.get("/commands")
    async def commands() -> dict[str, list[dict[str, str]]]:
        return standin.commands

    add_behaviour(router, standin)
    return router


async def _edit(
    standin: TelegramStandin, handover: Handover, writer: Person, words: Words
) -> dict[str, Any]:
    message = standin.find(writer.id, words.edits or 0)
    if message is None or message.is_from_bot:
        raise HTTPException(404, "There is no such message of theirs.")
    message.text = words.text
    standin.watchers.show(message)
    edited = {
        **message.as_json(standin.as_user()),
        "edit_date": int(standin.now().timestamp()),
    }
    update = standin.update(edited_message=edited)
    await handover.hand(update)
    return {**shown(message), "update_id": update["update_id"]}


def _change(standin: TelegramStandin, person: Person) -> dict[str, Any]:
    """The bot's membership in a private chat, which ends when it is blocked."""
    bot = standin.as_user()
    member, kicked = (
        {"user": bot, "status": "member"},
        {"user": bot, "status": "kicked", "until_date": 0},
    )
    old, new = (member, kicked) if person.has_blocked else (kicked, member)
    return {
        "chat": person.as_chat(),
        "from": person.as_user(),
        "date": int(standin.now().timestamp()),
        "old_chat_member": old,
        "new_chat_member": new,
    }


def shown(message: Message) -> dict[str, Any]:
    """A message as the phone on screen shows it."""
    return {
        "id": message.id,
        "direction": "out" if message.is_from_bot else "in",
        "text": message.text,
        "content": next(iter(message.content), None),
        "picture": "photo" in message.content,
        "buttons": [button["text"] for row in message.buttons for button in row],
        "at": message.at.isoformat(),
    }


def _event(message: Message) -> ServerSentEvent:
    return ServerSentEvent(event="message", raw_data=json.dumps(shown(message)))
