"""The components within Rasa: trained, stored, loaded again, and run on messages."""

from pathlib import Path
from typing import Any

import pytest
from components.entity_extractor import TextingEntityExtractor
from components.intent_classifier import TextingIntentClassifier
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
def test_stored_and_loaded(tmp_path: Path, component: Any, config: dict[str, Any]) -> None:
    storage = LocalModelStorage.create(tmp_path)
    context = ExecutionContext(GraphSchema({}), node_name="node")
    created = component.create(config, storage, Resource("node"), context)
    created.train(DATA)
    loaded = component.load(config, storage, Resource("node"), context)
    texts = ["i have 3 kids", "hello", ""]
    ours, theirs = (
        [m.as_dict() for m in c.process([Message({"text": t}) for t in texts])]
        for c in (created, loaded)
    )
    assert ours == theirs
    if component is TextingIntentClassifier:
        assert ours[0]["intent"]["name"] == "inform"
        assert [r["name"] for r in ours[1]["intent_ranking"]] == ["greet", "inform"]
    else:
        assert [(e["entity"], e["value"]) for e in ours[0]["entities"]] == [("count", "3")]


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(TypeError):
        TextingIntentClassifier.create({"lettters": 4}, None, Resource("node"), None)
