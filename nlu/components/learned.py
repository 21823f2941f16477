"""What is learned from the examples: files, kept while they and this package stay the same.

Knows nothing of Rasa's engine, so that learning need not wait for TensorFlow to be imported.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import entity_model, intent_model, source_fingerprint
from components.patterns import Span

FOLDER = Path(".rasa/learned")
KEPT = 6
"""How many files stay: those of a few branches, some megabytes each."""


def learned_intents(training_data: TrainingData, options: intent_model.Options) -> Path:
    """The file of the `IntentModel` of every example that has an intent."""
    examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
    texts, intents = [e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples]
    return _once(
        lambda: intent_model.IntentModel(options).fit(texts, intents),
        ["intents", asdict(options), texts, intents],
    )


def learned_entities(training_data: TrainingData, options: entity_model.Options) -> Path:
    """The file of the `EntityModel` of every example, those without entities too."""
    examples = [e for e in training_data.nlu_examples if e.get(TEXT)]
    texts = [e.get(TEXT) for e in examples]
    spans = [
        [Span(m["start"], m["end"], m["entity"]) for m in e.get(ENTITIES, [])] for e in examples
    ]
    return _once(
        lambda: entity_model.EntityModel(options).fit(texts, spans),
        ["entities", asdict(options), texts, [list(map(astuple, marked)) for marked in spans]],
    )


def model_of(file: Path) -> Any:
    """The model in a file of this module's."""
    return pickle.loads(file.read_bytes())  # noqa: S301 (our own)


def forget_learned() -> None:
    """Has everything learned anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)


def _once(learn: Callable[[], object], given: object) -> Path:
    """The file of what was learned from what is given, which is JSON.

    Rasa has such a cache of its own, but counts the names of the actions in all rules among the
    training data of every component, so that a new rule of the dialogue would have all learn again.
    """
    told = json.dumps([source_fingerprint(), given])
    file = FOLDER / f"{hashlib.sha256(told.encode()).hexdigest()}.pickle"
    if file.exists():
        file.touch()
        return file
    FOLDER.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_bytes(pickle.dumps(learn(), pickle.HIGHEST_PROTOCOL))
    draft.replace(file)
    for old in sorted(FOLDER.glob("*.pickle"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return file
