"""At most one question a turn, and it comes last: who is asked two things answers one of them."""

import re
from pathlib import Path

import pytest
import yaml

FILES = sorted(Path(__file__).parent.glob("*.yml"))
CHOICE = re.compile(r"^\d ")
ADDRESS = re.compile(r"https?://\S+")


def questions(message: str) -> int:
    """How many questions a message asks, choices and addresses aside."""
    lines = [line for line in message.splitlines() if not CHOICE.match(line)]
    return ADDRESS.sub("", " ".join(lines)).count("?")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_one_question_and_it_comes_last(path: Path) -> None:
    for turn in yaml.safe_load(path.read_text("utf-8"))["turns"]:
        asked = [questions(message) for message in turn["enlace"]]
        assert sum(asked[:-1]) == 0, turn
        assert sum(asked[-1:]) <= 1, turn
