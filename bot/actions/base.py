"""What every action is made of: thin, over services, saying keys and never text."""

import uuid
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.yes_or_no import is_doubtful
from bot.clock import Clock
from bot.conversation.messenger import Messenger
from bot.conversation.replies import Reply
from bot.conversation.ways_in import WaysIn
from bot.services.content import Content
from bot.store.database import Database
from bot.store.secrets import Vault
from bot.understanding.parser import FALLBACK

Events = list[dict[str, Any]]
PICKED = "choice"
"""How `nlu/server/input_channel.py` marks what comes from a choice of ours."""


@dataclass(frozen=True)
class Toolbox:
    """What actions work with."""

    database: Database
    clock: Clock
    zone: ZoneInfo
    content: Content
    vault: Vault
    messenger: Messenger
    languages: tuple[str, ...]
    ways_in: WaysIn


@dataclass(frozen=True)
class Heard:
    """The message an action answers, and the state of its conversation."""

    conversation_id: uuid.UUID
    message_id: uuid.UUID
    text: str
    intent: str
    entities: dict[str, list[str]]
    """Values by entity, in the order they were said."""
    language: str
    slots: dict[str, Any]
    active_form: str | None
    is_fresh: bool
    """Nothing was done about this message yet."""
    events: Events
    """The latest events of the conversation, oldest first."""
    confidence: float = 1.0
    """How sure the intent is, from 0 to 1; a choice that was picked is sure."""
    doubtful: str | None = None
    """The yes or no that the message may be, and is not sure enough to answer a question with
    (`bot.actions.yes_or_no`)."""
    picked: str | None = None
    """The option of the choice that was picked: ours, never a resident's text."""
    readings: tuple[str, ...] = ()
    """The intents it may have, best first, where they are too close (nlu/server/readings)."""

    def entity_list(self) -> list[dict[str, str]]:
        """The entities as Rasa lists them: {"entity", "value"}."""
        return [
            {"entity": name, "value": value}
            for name, values in self.entities.items()
            for value in values
        ]


class EnlaceAction(Action):  # type: ignore[misc]  # rasa-sdk is untyped
    """An action: a name for Rasa, and `act`."""

    NAME: str
    RESUMES = False
    """Whether a form that is open asks on after it: what was asked aside is answered by then."""

    def __init__(self, toolbox: Toolbox) -> None:
        self.toolbox = toolbox

    def name(self) -> str:
        """The action's name in the domain."""
        return self.NAME

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Called by rasa-sdk's executor."""
        heard = hear(tracker)
        replies, events = await self.act(heard)
        for reply in replies:
            dispatcher.utter_message(json_message=reply.model_dump(mode="json"))
        if self.RESUMES and heard.active_form and not any(_takes_over(e) for e in events):
            events = [*events, FollowupAction(heard.active_form)]
        return events

    @abstractmethod
    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """What to say, and the events for Rasa's tracker."""


def hear(tracker: Tracker) -> Heard:
    """What a tracker tells of the message at hand."""
    message = tracker.latest_message
    entities: dict[str, list[str]] = {}
    picked: str | None = None
    for entity in message.get("entities") or []:
        entities.setdefault(entity["entity"], []).append(str(entity["value"]))
        if entity["entity"] == "option" and entity.get("extractor") == PICKED:
            picked = str(entity["value"])
    metadata = message.get("metadata") or {}
    text, understood = message.get("text") or "", message.get("intent") or {}
    intent, confidence = understood.get("name") or "", float(understood.get("confidence") or 0.0)
    doubtful = intent if is_doubtful(text, intent, confidence) else None
    return Heard(
        conversation_id=uuid.UUID(tracker.sender_id),
        message_id=uuid.UUID(metadata["message_id"]),
        text=text,
        intent=FALLBACK if doubtful else intent,
        doubtful=doubtful,
        entities=entities,
        picked=picked,
        readings=tuple(message.get("readings") or ()),
        language=metadata["language"],
        slots=tracker.slots,
        active_form=(tracker.active_loop or {}).get("name"),
        is_fresh=_is_fresh(tracker.events),
        events=tracker.events,
        confidence=confidence,
    )


def _takes_over(event: dict[str, Any]) -> bool:
    return bool(event["event"] == "followup")


def _is_fresh(events: Events) -> bool:
    """Whether nothing but forms, which run before they are asked, has run since the message."""
    for event in reversed(events):
        if event["event"] == "user":
            return True
        if event["event"] == "action" and not event["name"].endswith("_form"):
            return False
    return True
