"""Runs Rasa's training graph, and packs what it makes into a model file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rasa.engine.constants import PLACEHOLDER_IMPORTER
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.validation import validate
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter


def write(importer: TrainingDataImporter, file: Path) -> None:
    """Trains all that the configuration names; as `rasa train`, without its cache.

    The cache costs more (hashes of all examples, a copy of each part) than it saves: what takes
    long keeps its own (`components.learned`).
    """
    config = importer.get_config()
    recipe = Recipe.recipe_for_name(config["recipe"])
    graph = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH)
    validate(graph)
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage.create(Path(folder))
        context = ExecutionContext(graph.train_schema)
        runner = DaskGraphRunner.create(graph.train_schema, storage, context)
        runner.run({PLACEHOLDER_IMPORTER: importer})
        storage.create_model_package(file, graph, importer.get_domain())
