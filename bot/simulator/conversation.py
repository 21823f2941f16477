"""What the phones on screen, tests and benchmarks speak: text from a phone, watch it, misbehave."""

import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from bot.channels.twilio.segments import MAX_CHARACTERS, segments
from bot.simulator.account import WHATSAPP
from bot.simulator.behaviour import add_behaviour
from bot.simulator.messages import Message
from bot.simulator.phones import PhoneNetwork
from bot.simulator.pictures import PICTURE

_INVENTED = re.compile(rf"({WHATSAPP})?\+1\d{{3}}55501\d\d")
Number = Annotated[str, Path(max_length=40)]


class Text(BaseModel):
    """A text from a phone."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", max_length=MAX_CHARACTERS)
    picture: bool = False
    place: bool = False


class Tap(BaseModel):
    """A button of a message, or an item of its list, counted from 1."""

    model_config = ConfigDict(extra="forbid")

    message_id: str = Field(max_length=40)
    button: int = Field(ge=1)


def phones_router(network: PhoneNetwork) -> APIRouter:
    """Routes under ``/simulator`` for the simulated phones.

    ``POST phones/{number}/messages`` texts the service, ``taps`` taps a button; ``GET`` of messages
    lists the conversation and ``GET phones/{number}/events`` streams it; ``GET`` and
    ``PUT behaviour`` read and set how the provider behaves.
    """
    router = APIRouter(prefix="/simulator", include_in_schema=False)
    standin = network.standin

    @router.post("/phones/{number}/messages", status_code=202)
    async def text(number: Number, said: Text) -> dict[str, Any]:
        phone = _invented(number)
        if not (said.text or said.picture or said.place):
            raise HTTPException(422, "Write a text, or send a picture or a place.")
        sent = await network.text(phone, said.text, picture=said.picture, place=said.place)
        return shown(sent)

    @router.post("/phones/{number}/taps", status_code=202)
    async def tap(number: Number, tapped: Tap) -> dict[str, Any]:
        phone = _invented(number)
        message = standin.find(tapped.message_id)
        buttons = message.offer.buttons if message and message.offer else ()
        if message is None or message.phone != phone or tapped.button > len(buttons):
            raise HTTPException(404, "There is no such button.")
        return shown(await network.tap(phone, message, buttons[tapped.button - 1]))

    @router.get("/phones/{number}/messages")
    async def conversation(number: Number) -> dict[str, Any]:
        messages = standin.conversation(_invented(number))
        return {"messages": [shown(message) for message in messages]}

    @router.get("/phones/{number}/events", response_class=EventSourceResponse)
    async def events(number: Number) -> AsyncIterator[ServerSentEvent]:
        phone = _invented(number)
        with standin.watchers.watch() as changes:
            for message in standin.conversation(phone):
                yield _event(message)
            while True:
                message = await changes.get()
                if message.phone == phone:
                    yield _event(message)

    add_behaviour(router, standin)

    @router.get("/picture.png")
    async def picture() -> Response:
        return Response(PICTURE, media_type="image/png")

    return router


def shown(message: Message) -> dict[str, Any]:
    """A message as the phone on screen shows it."""
    counted, offer = segments(message.body), message.offer
    return {
        "id": message.sid,
        "direction": "in" if message.direction == "inbound" else "out",
        "text": message.body,
        "picture": bool(message.pictures),
        "encoding": counted.encoding,
        "segments": None if (message.phone or "").startswith(WHATSAPP) else message.segments,
        "characters": counted.characters,
        "status": message.status,
        "error_code": message.error_code,
        "template": message.template,
        "buttons": [each.description or each.title for each in offer.buttons] if offer else [],
        "opener": offer.opener if offer else None,
        "automatic": message.direction == "outbound-reply",
        "at": message.created.isoformat(),
    }


def _event(message: Message) -> ServerSentEvent:
    return ServerSentEvent(event="message", raw_data=json.dumps(shown(message)))


def _invented(number: str) -> str:
    if not _INVENTED.fullmatch(number):
        raise HTTPException(422, "Only invented phones can be simulated: 555-0100 to 555-0199.")
    return number
