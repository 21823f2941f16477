"""The components within Rasa: trained, stored, loaded again, and run on messages."""

from pathlib import Path
from typing import Any

import pytest
from components.entity_extractor import TextingEntityExtractor
from components.intent_classifier import TextingIntentClassifier
from components.intent_model import IntentModel
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

KID = {"entity": "count", "start": 7, "end": 8, "value": "2"}
GREETED = ("you", "there", "friend", "all", "again")
COUNTED = ("kids", "sons", "boys", "girls", "children")
DATA = TrainingData(
    [Message({"text": f"hello {w}", "intent": "greet"}) for w in GREETED]
    + [Message({"text": f"i have 2 {w}", "intent": "inform", "entities": [KID]}) for w in COUNTED]
)


@pytest.mark.parametrize(
    ("component", "config"),
    [
        (TextingIntentClassifier, {"held_out": 0.4, "copies": 1}),
        (TextingEntityExtractor, {"copies": 1}),
    ],
)
def test_stored_and_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, component: Any, config: dict[str, Any]
) -> None:
    monkeypatch.chdir(tmp_path)  # where what was learned is kept
    storage = _storage(tmp_path / "model")
    context = ExecutionContext(GraphSchema({}), node_name="node")
    component.create(config, storage, Resource("node"), context).train(DATA)
    loaded = component.load(config, storage, Resource("node"), context)
    texts = ["i have 3 kids", "hello", ""]
    ours = [m.as_dict() for m in loaded.process([Message({"text": t}) for t in texts])]
    if component is TextingIntentClassifier:
        assert ours[0]["intent"]["name"] == "inform"
        assert [r["name"] for r in ours[1]["intent_ranking"]] == ["greet", "inform"]
    else:
        assert [(e["entity"], e["value"]) for e in ours[0]["entities"]] == [("count", "3")]


def test_a_new_rule_of_the_dialogue_is_no_reason_to_learn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    learned = []

    def learn(data: TrainingData) -> None:
        component = TextingIntentClassifier(
            {"held_out": 0.4, "copies": 1},
            _storage(tmp_path / f"model{len(learned)}"),
            Resource("node"),
            None,
        )
        component.train(data)
        learned.append(component)

    fits = []
    fit = IntentModel.fit
    monkeypatch.setattr(IntentModel, "fit", lambda *given: fits.append(1) or fit(*given))
    learn(DATA)
    learn(DATA.merge(TrainingData([Message({"action_name": "action_new"})])))
    assert len(fits) == 1
    learn(DATA.merge(TrainingData([Message({"text": "goodbye all", "intent": "greet"})])))
    assert len(fits) == 2


def _storage(folder: Path) -> LocalModelStorage:
    folder.mkdir()
    return LocalModelStorage.create(folder)


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(TypeError):
        TextingIntentClassifier.create({"lettters": 4}, None, Resource("node"), None)
