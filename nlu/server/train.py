"""Trains the model, as `rasa train` does, with less waiting.

`python -m server.train --out FOLDER --name NAME [--anew]`, run where config.yml is. Rasa would read
all examples four times over, validate them (`make check` does), and train one component after
another; here they are read once, and the two that learn from them do so side by side.
"""

from __future__ import annotations

import argparse
import gc
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from components import entity_extractor, intent_classifier
from components.learned import forget_learned
from rasa.model_training import _train_graph
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter

CONFIG = "config.yml"
DOMAIN = "dialogues/domain.yml"
DATA = ["nlu/data", "dialogues/rules.yml"]


def train(out: Path, name: str) -> None:
    """Writes the model `name` into a folder; raises what Rasa raises where it cannot."""
    importer = TrainingDataImporter.load_from_config(CONFIG, DOMAIN, DATA)
    data = importer.get_nlu_data()
    importer.get_nlu_data = lambda language=None: data
    steps: dict[str, dict[str, Any]] = {
        step["name"].rpartition(".")[2]: {k: v for k, v in step.items() if k != "name"}
        for step in importer.get_config()["pipeline"]
    }
    with ProcessPoolExecutor(1) as beside:
        entities = steps.get(entity_extractor.TextingEntityExtractor.__name__)
        intents = steps.get(intent_classifier.TextingIntentClassifier.__name__)
        under_way = entities is not None and beside.submit(_learn_entities, data, entities)
        if intents is not None:
            intent_classifier.learned(data, intents)
        if under_way:
            under_way.result()
    # From here on, both components find what they have learned.
    _train_graph(importer, TrainingType.BOTH, output_path=str(out), fixed_model_name=name)


def _learn_entities(data: Any, options: dict[str, Any]) -> None:
    entity_extractor.learned(data, options)


def main() -> None:
    """Reads the arguments, and trains."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--anew", action="store_true")
    arguments = parser.parse_args()
    gc.disable()  # a short life with millions of small things, none of them in circles
    if arguments.anew:
        forget_learned()
    train(arguments.out, arguments.name)


if __name__ == "__main__":
    main()
