"""Trains the model, as `rasa train` does, with less waiting.

`python -m server.train --out FOLDER --name NAME [--anew]`, run where config.yml is. Rasa would read
all examples four times over, validate them (`make check` does) and train one component after
another. Here they are read once, and the two that learn from them do so side by side.
"""

from __future__ import annotations

import argparse
import gc
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from components import entity_model, intent_model
from components.learned import forget_learned, learned_entities, learned_intents
from rasa.shared.importers.importer import TrainingDataImporter

from server import package
from server.examples import examples
from server.quiet import log_only_errors

CONFIG = "config.yml"
DOMAIN = "dialogues/domain.yml"
RULES = "dialogues/rules.yml"
EXAMPLES = Path("nlu/data")


def train(out: Path, name: str) -> None:
    """Writes the model `name` into a folder; raises what Rasa raises where it cannot."""
    importer = TrainingDataImporter.load_from_config(CONFIG, DOMAIN, [RULES])
    data = examples(EXAMPLES)
    importer.get_nlu_data = lambda language=None: data
    options = _options(importer)
    with ProcessPoolExecutor(1) as beside:
        entities = beside.submit(
            learned_entities, data, entity_model.Options(**options["TextingEntityExtractor"])
        )
        learned_intents(data, intent_model.Options(**options["TextingIntentClassifier"]))
        entities.result()
    # Both components now find what was learned.
    package.write(importer, out / f"{name}.tar.gz")


def _options(importer: TrainingDataImporter) -> dict[str, dict[str, Any]]:
    """The options of each component of the pipeline, by its name."""
    return {
        step["name"].rpartition(".")[2]: {k: v for k, v in step.items() if k != "name"}
        for step in importer.get_config()["pipeline"]
    }


def main() -> None:
    """Reads the arguments, and trains."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--anew", action="store_true")
    arguments = parser.parse_args()
    log_only_errors()
    gc.disable()  # a short life with millions of small things, none of them in circles
    if arguments.anew:
        forget_learned()
    train(arguments.out, arguments.name)


if __name__ == "__main__":
    main()
