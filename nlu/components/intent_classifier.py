"""The intent model as a component of Rasa's pipeline."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import source_fingerprint
from components.intent_model import IntentModel, Options
from components.learned import learned_intents, model_of

RANKED = 10
FILE = "intents.pickle"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TextingIntentClassifier(GraphComponent, IntentClassifier):
    """Ranks the intents of a message. Its options in `config.yml` are `intent_model.Options`."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None,
    ) -> None:
        self._options = Options(**config)
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The model's options, with the values that were chosen on the dev set."""
        return asdict(Options())

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextingIntentClassifier:  # fmt: skip
        """A component that is yet to be trained."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **_: Any,
    ) -> TextingIntentClassifier:  # fmt: skip
        """The component as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, model_of(folder / FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train anew when this package changes; Rasa itself looks at the class only."""
        return source_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent."""
        learned = learned_intents(training_data, self._options)
        with self._storage.write_to(self._resource) as folder:
            shutil.copyfile(learned, folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and ranking."""
        if self._model is None or not messages:
            return messages
        rows = self._model.predict([m.get(TEXT) or "" for m in messages])
        for message, row in zip(messages, rows, strict=True):
            ranking = [
                {"name": self._model.intents[i], "confidence": float(row[i])}
                for i in row.argsort()[::-1][:RANKED]
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
