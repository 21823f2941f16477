"""Plays the conversations of this folder over SMS; see README.md.

`pytest tests/conversations --rewrite` writes what is answered today into the files, to be read and
committed like any other change.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.harness.phone import Phone

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yml"))


class _Block(str):
    """A text written over several lines."""


yaml.SafeDumper.add_representer(
    _Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_conversation(path: Path, phone: Phone, request: pytest.FixtureRequest) -> None:
    conversation = yaml.safe_load(path.read_text("utf-8"))
    played = [
        {"resident": turn["resident"], "enlace": await phone.ask(turn["resident"])}
        for turn in conversation["turns"]
    ]
    if request.config.getoption("--rewrite"):
        path.write_text(_written(conversation, played), "utf-8")
    else:
        assert played == [_stripped(turn) for turn in conversation["turns"]]


def _stripped(turn: dict[str, Any]) -> dict[str, Any]:
    return {**turn, "enlace": [text.strip() for text in turn.get("enlace", [])]}


def _written(conversation: dict[str, Any], played: list[dict[str, Any]]) -> str:
    turns = [
        {"resident": turn["resident"], "enlace": [_Block(text) for text in turn["enlace"]]}
        for turn in played
    ]
    return yaml.safe_dump(
        {**conversation, "turns": turns}, allow_unicode=True, sort_keys=False, width=100
    )
