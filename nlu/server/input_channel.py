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
from rasa.shared.core.events import ActiveLoop, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from server.readings import undecided
from server.remote_action import TurnAbandoned
from server.tracker_store import one_turn, read_anew
from server.two_wishes import Wish, in_order, two_wishes

PICKED = "choice"
"""The extractor of entities that come from a choice of ours, and not from a resident's text."""
MAX_SESSION_EVENTS = 150
"""Beyond this a new session begins (slots stay) once no form is open, so that a conversation of
years is as fast as one of a day."""


class EnlaceInput(InputChannel):
    """`POST /webhooks/enlace/turn`: one message in, the replies out.

    The body is `{"sender", "message_id", "text", "choice"?, "metadata"}`; `choice` is
    `{"intent", "entities"}`, what a resident picked among choices we offered, and is taken as
    understood. Answers 200 `{"intent", "replies", "other_waits"?}`, where each reply is the
    `custom` payload of a bot message; `other_waits` where a message held two wishes
    (`server.two_wishes`) and the form about one of them waits for the other's end. Asked again
    about a message that the tracker already holds, it answers what was answered then. Where the
    turn could not be finished, nothing of it was saved: 502 if an action failed on it, 503 if a
    part it needs cannot be reached yet.
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
    for message in await _messages(agent, tracker, body):
        await agent.handle_message(message)
    tracker = await agent.tracker_store.get_or_create_tracker(body["sender"])
    return recorded_answer(tracker, body["message_id"]) or {"intent": None, "replies": []}


async def _messages(
    agent: Agent, tracker: DialogueStateTracker | None, body: dict[str, Any]
) -> list[UserMessage]:
    """A message as Rasa is to take it: whole, or as two wishes, or what is left of them."""
    if tracker is not None and (left := _left(tracker, body["message_id"])):
        return [_user_message(body, left, await agent.parse_message(left))]
    text, picked = plain_text(body["text"]), _picked(body)
    if picked or (tracker and tracker.active_loop_name):  # in a form, a message is read as a whole
        return [_user_message(body, text, picked)]
    parsed = await agent.parse_message(text)
    wishes = await two_wishes(Wish(text, parsed), agent.parse_message)
    if wishes is None:
        return [_user_message(body, text, undecided(parsed))]
    one, other = in_order(*wishes)
    return [_user_message(body, *one, left=other.text), _user_message(body, *other)]


def recorded_answer(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any] | None:
    """What the tracker says was answered to a message, or None where it does not hold all of it."""
    if _left(tracker, message_id):
        return None
    answer: dict[str, Any] | None = None
    replies: list[dict[str, Any]] = []
    form: str | None = None
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered) and event.data.get("custom"):
            replies.insert(0, event.data["custom"])
        if isinstance(event, ActiveLoop):
            form = form or event.name
        if isinstance(event, UserUttered):
            is_of_it = _metadata(event).get("message_id") == message_id
            if is_of_it and answer:  # the wish that was seen to before
                said = replies[:-1] if form else replies  # its form asks when the other's is done
                answer |= {"replies": [*said, *answer["replies"]], "other_waits": bool(form)}
            elif is_of_it:
                answer = {"intent": event.intent_name, "replies": replies}
            elif answer:
                break
            replies, form = [], None
    return answer


def _left(tracker: DialogueStateTracker, message_id: str) -> str | None:
    """The wish of a message that was not seen to yet, as we ended in between."""
    latest = next((e for e in reversed(tracker.events) if isinstance(e, UserUttered)), None)
    told = _metadata(latest) if latest else {}
    return told.get("left") if told.get("message_id") == message_id else None


def _metadata(event: UserUttered) -> dict[str, Any]:
    return event.metadata or {}


async def _shorten(agent: Agent, tracker: DialogueStateTracker) -> None:
    if len(tracker.events) > MAX_SESSION_EVENTS and not tracker.active_loop_name:
        await agent.execute_action(
            tracker.sender_id, ACTION_SESSION_START_NAME, CollectingOutputChannel(), None, None
        )
        read_anew(tracker.sender_id)


def _picked(body: dict[str, Any]) -> dict[str, Any] | None:
    choice = body.get("choice")
    return choice and {
        "text": plain_text(body["text"]),
        "intent": {"name": choice["intent"], "confidence": 1.0},
        "entities": [
            {"entity": name, "value": value, "extractor": PICKED}
            for name, value in choice["entities"].items()
        ],
    }


def _user_message(
    body: dict[str, Any], text: str, parsed: dict[str, Any] | None, left: str | None = None
) -> UserMessage:
    """A message with what is `left` to be seen to after it."""
    after = {"left": left} if left else {}
    return UserMessage(
        text,
        sender_id=body["sender"],
        input_channel=EnlaceInput.name(),
        parse_data=parsed,
        message_id=body["message_id"],
        metadata={**body["metadata"], "message_id": body["message_id"], **after},
    )


def plain_text(text: str) -> str:
    """A resident's text, in a form that Rasa cannot take for a payload.

    Rasa obeys a text that begins with `/` as an intent with entities; a resident's text never is
    one.
    """
    return text.lstrip("/ \t\r\n") or "?"
