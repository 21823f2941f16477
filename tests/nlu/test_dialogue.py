"""Every intent is answered, in a form and outside, and then we listen."""

import asyncio
from pathlib import Path

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.model_training import train_core
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

ROOT = Path(__file__).parents[2]
INTENTS = sorted(Domain.load(str(ROOT / "dialogues" / "domain.yml")).intents)
BUILT_IN = {"back", "restart", "session_start"}
ANSWERING = {"inform", "affirm", "deny", "check_eligibility"}
LEAVING = {"start_over", "stop_messages"}


async def _pretend(self: RemoteAction, *arguments: object) -> list[Event]:
    """Our actions in miniature: the form takes answers and refuses everything else."""
    tracker = arguments[2]
    assert isinstance(tracker, DialogueStateTracker)
    if self.name() != "validate_eligibility_form":
        return [BotUttered(data={"custom": {"key": self.name()}})]
    names = [event.as_dict() for event in tracker.events]
    last_user = max(i for i, event in enumerate(names) if event["event"] == "user")
    done = [e["name"] for e in names[last_user:] if e["event"] == "action"]
    intent = tracker.latest_message.intent["name"]
    if any(not name.endswith("_form") for name in done):
        return []
    if not tracker.get_slot("requested_slot") or intent in ANSWERING:
        return [SlotSet("household", {})]
    return [ActionExecutionRejected("eligibility_form")]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    dialogues = ROOT / "dialogues"
    model = train_core(
        domain=str(dialogues / "domain.yml"),
        config=str(ROOT / "config.yml"),
        stories=str(dialogues / "rules.yml"),
        output=str(tmp_path_factory.mktemp("models")),
    )
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


def answers(tracker: DialogueStateTracker) -> list[str]:
    """The keys said to the last message."""
    keys: list[str] = []
    for event in reversed(tracker.events):
        if event.type_name == "user":
            return keys
        if isinstance(event, BotUttered):
            keys.insert(0, event.data["custom"]["key"])
    return keys


@pytest.mark.parametrize("intent", [name for name in INTENTS if name not in BUILT_IN])
@pytest.mark.parametrize("is_in_form", [False, True], ids=["outside", "in_form"])
def test_every_intent_is_answered_once_and_then_we_listen(
    agent: Agent, intent: str, is_in_form: bool
) -> None:
    sender = f"{intent} {is_in_form}"
    if is_in_form:
        say(agent, sender, "check_eligibility")
    tracker = say(agent, sender, intent)
    said = answers(tracker)
    assert said
    assert len(said) == len(set(said))
    assert tracker.latest_action_name == "action_listen"
    opens = intent == "check_eligibility"
    stays = is_in_form and intent not in LEAVING
    assert bool(tracker.active_loop_name) == (opens or stays)
