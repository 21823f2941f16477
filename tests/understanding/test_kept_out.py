"""What is measured was not learned."""

import json
import re
from pathlib import Path

import pytest
import yaml

from bot.conversation.words import plain

HERE = Path(__file__).parent
TRAINED = Path(__file__).parents[2] / "nlu" / "data"
SHORTEST = 3
"""Words a message has at least to be told from another: many people write "no sé" or "hi"."""


def learned() -> set[str]:
    """All examples of the training data, without their marks."""
    return {
        plain(re.sub(r"\[([^\]]+)\]\(\w+\)", r"\1", example.removeprefix("- ")))
        for path in TRAINED.glob("*/*.yml")
        for intent in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        for example in intent["examples"].splitlines()
    }


@pytest.mark.parametrize("measured", sorted(HERE.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_message_is_both_learned_and_measured(measured: Path) -> None:
    examples = [json.loads(line) for line in measured.read_text("utf-8").splitlines()]
    texts = {plain(example["text"]) for example in examples}
    assert not {text for text in texts & learned() if len(text.split()) >= SHORTEST}


def test_what_was_learned_is_read_here() -> None:
    assert plain("do you sell laptops") in learned()
