"""The entity model as a component of Rasa's pipeline."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import source_fingerprint
from components.entity_model import EntityModel, Options
from components.learned import learned_entities, model_of

FILE = "entities.pickle"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TextingEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds entities, each with its place and wording in the message as it was written."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: EntityModel | None,
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
    ) -> TextingEntityExtractor:  # fmt: skip
        """A component that is yet to be trained."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **_: Any,
    ) -> TextingEntityExtractor:  # fmt: skip
        """The component as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, model_of(folder / FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train anew when this package changes; Rasa itself looks at the class only."""
        return source_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example, those without entities too."""
        learned = learned_entities(training_data, self._options)
        with self._storage.write_to(self._resource) as folder:
            shutil.copyfile(learned, folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what was found to each message."""
        if self._model is None:
            return messages
        for message in messages:
            text = message.get(TEXT) or ""
            found = [
                {"entity": s.entity, "start": s.start, "end": s.end, "value": text[s.start : s.end]}
                for s in self._model.find(text)
            ]
            known = message.get(ENTITIES, []) + self.add_extractor_name(found)
            message.set(ENTITIES, known, add_to_output=True)
        return messages
