"""Every intent is answered, in a form and outside, and then we listen."""

import asyncio
from pathlib import Path

import pytest
import yaml
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.model_training import train_core
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecutionRejected,
    BotUttered,
    Event,
    FollowupAction,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from server import graph_runner, resume

ROOT = Path(__file__).parents[2]
DOMAIN = Domain.load(str(ROOT / "dialogues" / "domain.yml"))
BUILT_IN = {"back", "restart", "session_start"}
INTENTS = sorted(set(DOMAIN.intents) - BUILT_IN)
ANSWERING = {"inform", "affirm", "deny"}
LEAVING = {"start_over"}
RESUMING = {
    "action_answer",
    "action_greet",
    "action_help",
    "action_not_understood",
}
"""Some of the actions after which an open form asks on, as `RESUMES` in bot/actions says."""


def opens() -> dict[str, str]:
    """The forms, by the intents that open them."""
    rules = yaml.safe_load((ROOT / "dialogues" / "rules.yml").read_text("utf-8"))["rules"]
    found: dict[str, str] = {}
    for rule in rules:
        steps = rule["steps"]
        if len(steps) > 1 and str(steps[1].get("action", "")).endswith("_form"):
            first = steps[0]
            for step in first.get("or", [first]):
                found[step["intent"]] = steps[1]["action"]
    return found


OPENS = opens()


async def _pretend(self: RemoteAction, *arguments: object) -> list[Event]:
    """Our actions in miniature: a form takes answers and refuses everything else."""
    tracker = arguments[2]
    assert isinstance(tracker, DialogueStateTracker)
    name = self.name()
    if name == resume.NAME:
        return resume.resume(tracker)
    if not name.startswith("validate_"):
        said: list[Event] = [BotUttered(data={"custom": {"key": name}})]
        if name in RESUMING and tracker.active_loop_name:
            said.append(FollowupAction(tracker.active_loop_name))
        return said
    form = name.removeprefix("validate_")
    intent = tracker.latest_message.intent["name"]
    events = [event.as_dict() for event in tracker.events]
    last_user = max(i for i, event in enumerate(events) if event["event"] == "user")
    done = [e["name"] for e in events[last_user:] if e["event"] == "action"]
    slot = DOMAIN.required_slots_for_form(form)[0]
    if any(not action.endswith("_form") for action in done):
        return []
    is_opening = tracker.get_slot("requested_slot") != slot
    if is_opening or intent in ANSWERING or OPENS.get(intent) == form:
        return [SlotSet("open_forms", [form])]
    return [ActionExecutionRejected(form)]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    dialogues = ROOT / "dialogues"
    model = train_core(
        domain=str(dialogues / "domain.yml"),
        config=str(ROOT / "config.yml"),
        stories=str(dialogues / "rules.yml"),
        output=str(tmp_path_factory.mktemp("models")),
    )
    graph_runner.install()
    return Agent.load(model, action_endpoint=EndpointConfig("http://127.0.0.1:1"))


@pytest.fixture(autouse=True)
def _pretended_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "run", _pretend)


def say(agent: Agent, sender: str, intent: str) -> DialogueStateTracker:
    """Says something with this intent; the tracker after the answer."""

    async def turn() -> DialogueStateTracker:
        parsed = {"text": "text", "intent": {"name": intent, "confidence": 1.0}, "entities": []}
        channel = CollectingOutputChannel()
        await agent.handle_message(UserMessage("text", channel, sender, parse_data=parsed))
        return await agent.tracker_store.get_or_create_tracker(sender)

    return asyncio.run(turn())


def tracker_of(agent: Agent, sender: str) -> DialogueStateTracker:
    """The tracker as it stands."""
    return asyncio.run(agent.tracker_store.get_or_create_tracker(sender))


def answers(tracker: DialogueStateTracker) -> list[str]:
    """The keys said to the last message."""
    keys: list[str] = []
    for event in reversed(tracker.events):
        if event.type_name == "user":
            return keys
        if isinstance(event, BotUttered):
            keys.insert(0, event.data["custom"]["key"])
    return keys


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("opening", [None, *sorted(OPENS)])
def test_every_intent_is_answered_and_then_we_listen(
    agent: Agent, intent: str, opening: str | None
) -> None:
    sender = f"{intent} {opening}"
    if opening:
        say(agent, sender, opening)
        assert OPENS[opening] == tracker_of(agent, sender).active_loop_name
    tracker = say(agent, sender, intent)
    said = answers(tracker)
    assert said
    assert len(said) == len(set(said))
    assert tracker.latest_action_name == "action_listen"
    stays = OPENS[opening] if opening and intent not in LEAVING else None
    assert tracker.active_loop_name == OPENS.get(intent, stays)
