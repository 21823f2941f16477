"""The one way into Rasa: a turn of a conversation, asked by our worker."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_SESSION_START_NAME
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from server.readings import undecided
from server.remote_action import TurnAbandoned
from server.tracker_store import one_turn, read_anew

PICKED = "choice"
"""The extractor of entities that come from a choice of ours, and not from a resident's text."""
MAX_SESSION_EVENTS = 150
"""Beyond this a new session begins (slots stay) once no form is open, so that a conversation of
years is as fast as one of a day."""


class EnlaceInput(InputChannel):
    """`POST /webhooks/enlace/turn`: one message in, the replies out.

    The body is `{"sender", "message_id", "text", "choice"?, "metadata"}`; `choice` is
    `{"intent", "entities"}`, what a resident picked among choices we offered, and is taken as
    understood. Answers 200 `{"intent", "replies"}`, where each reply is the `custom` payload of a
    bot message. Asked again about a message that the tracker already holds, it answers what was
    answered then. Where the turn could not be finished, nothing of it was saved: 502 if an action
    failed on it, 503 if a part it needs cannot be reached yet.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        """The channel's name in trackers and in the route."""
        return "enlace"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The route, for Rasa's server."""
        blueprint = Blueprint("enlace_input")

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(request.token or "", self._token):
                return json({"error": "wrong token"}, status=401)
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return json({"error": "no model loaded yet"}, status=503)
            try:
                return json(await take_turn(agent, request.json))
            except TurnAbandoned as error:
                return json({"error": str(error)}, status=502 if error.is_reachable else 503)

        @blueprint.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            return json({}, status=200 if agent is not None and agent.is_ready() else 503)

        return blueprint


_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""One lock for each sender with a turn under way."""


async def take_turn(agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
    """Answers one message, or repeats the answer it already got.

    A worker that waited too long asks again while its first request is still under way: the second
    one waits for it, and then finds its answer.
    """
    async with _turns.setdefault(body["sender"], asyncio.Lock()):
        with one_turn():
            return await _take_turn(agent, body)


async def _take_turn(agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
    tracker = await agent.tracker_store.retrieve(body["sender"])
    if tracker is not None:
        answered = recorded_answer(tracker, body["message_id"])
        if answered is not None:
            return answered
        await _shorten(agent, tracker)
    message = _user_message(body)
    if not message.parse_data and not (tracker and tracker.active_loop_name):
        message.parse_data = undecided(await agent.parse_message(message.text))
    await agent.handle_message(message)
    tracker = await agent.tracker_store.get_or_create_tracker(body["sender"])
    return recorded_answer(tracker, body["message_id"]) or {"intent": None, "replies": []}


def recorded_answer(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any] | None:
    """What the tracker says was answered to a message, or None where it does not hold it."""
    replies: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered) and event.data.get("custom"):
            replies.insert(0, event.data["custom"])
        if isinstance(event, UserUttered):
            if (event.metadata or {}).get("message_id") == message_id:
                return {"intent": event.intent_name, "replies": replies}
            replies = []
    return None


async def _shorten(agent: Agent, tracker: DialogueStateTracker) -> None:
    if len(tracker.events) > MAX_SESSION_EVENTS and not tracker.active_loop_name:
        await agent.execute_action(
            tracker.sender_id, ACTION_SESSION_START_NAME, CollectingOutputChannel(), None, None
        )
        read_anew(tracker.sender_id)


def _user_message(body: dict[str, Any]) -> UserMessage:
    choice = body.get("choice")
    text = plain_text(body["text"])
    parsed = choice and {
        "text": text,
        "intent": {"name": choice["intent"], "confidence": 1.0},
        "entities": [
            {"entity": name, "value": value, "extractor": PICKED}
            for name, value in choice["entities"].items()
        ],
    }
    return UserMessage(
        text,
        sender_id=body["sender"],
        input_channel=EnlaceInput.name(),
        parse_data=parsed,
        message_id=body["message_id"],
        metadata={**body["metadata"], "message_id": body["message_id"]},
    )


def plain_text(text: str) -> str:
    """A resident's text, in a form that Rasa cannot take for a payload.

    Rasa obeys a text that begins with `/` as an intent with entities; a resident's text never is
    one.
    """
    return text.lstrip("/ \t\r\n") or "?"
