"""Plays the conversations of this folder over SMS; see README.md.

`pytest tests/conversations --rewrite` writes what is answered today into the files, to be read and
committed like any other change. Under `sessions` a file may have workshops of its own.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.services.links.codes import WORDS
from tests.conftest import SharedService
from tests.harness.applications import apply
from tests.harness.phone import Phone
from tests.harness.workshops import add_session

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yml"))
DAYS = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [A-Z][a-z]{2} \d+\b"
    r"|\b(lun|mar|mi[eé]|jue|vie|s[aá]b|dom), \d+ de [a-z]+"
    r"|\b[A-Z][a-z]+ \d+, 20(2[6-9]|[3-9]\d)\b|\b\d+ de [a-z]+ de 20(2[6-9]|[3-9]\d)\b"
)
CODES = re.compile(rf"\b({'|'.join(WORDS)})[2-9]{{2,}}\b")
LINKS = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


class _Block(str):
    """A text written over several lines."""


yaml.SafeDumper.add_representer(
    _Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_conversation(
    path: Path, phone: Phone, service: SharedService, request: pytest.FixtureRequest
) -> None:
    conversation = yaml.safe_load(path.read_text("utf-8"))
    for application in conversation.get("applications", []):
        await apply(service.data_dir, service.database_url, phone.number, **application)
    for session in conversation.get("sessions", []):
        await add_session(phone.database_url, **session)
    played = [
        {
            "resident": turn["resident"],
            "enlace": [_undated(text) for text in await phone.ask(turn["resident"])],
        }
        for turn in conversation["turns"]
    ]
    if request.config.getoption("--rewrite"):
        path.write_text(_written(conversation, played), "utf-8")
    else:
        assert played == [_stripped(turn) for turn in conversation["turns"]]


def _undated(text: str) -> str:
    """What is answered on any day, by a service at any address."""
    return CODES.sub("<code>", LINKS.sub("<link>", DAYS.sub("<day>", text)))


def _stripped(turn: dict[str, Any]) -> dict[str, Any]:
    return {**turn, "enlace": [_undated(text.strip()) for text in turn.get("enlace", [])]}


def _written(conversation: dict[str, Any], played: list[dict[str, Any]]) -> str:
    turns = [
        {"resident": turn["resident"], "enlace": [_Block(text) for text in turn["enlace"]]}
        for turn in played
    ]
    return yaml.safe_dump(
        {**conversation, "turns": turns}, allow_unicode=True, sort_keys=False, width=100
    )
