"""Understands texts outside a conversation, in a Rasa process of its own."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel

from bot.errors import SetupError
from bot.understanding.environment import command, variables

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


class Intent(BaseModel):
    """What a text wants, and how sure the classifier is (0-1)."""

    name: str
    confidence: float


class Entity(BaseModel):
    """A piece of information in a text."""

    entity: str
    value: str
    start: int | None = None
    end: int | None = None


class Parsed(BaseModel):
    """The understanding of one text."""

    text: str
    intent: Intent
    entities: list[Entity]
    ms: float


class Parser:
    """Parses one text after another."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def parse(self, text: str) -> Parsed:
        """What Rasa understands of a text."""
        assert self._process.stdin  # noqa: S101 (piped)
        assert self._process.stdout  # noqa: S101
        self._process.stdin.write(json.dumps({"text": text}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SetupError("Rasa ended while it parsed; run `enlace train --force`.")
        return Parsed.model_validate_json(line)


@contextmanager
def parser(model: Path) -> Iterator[Parser]:
    """A parser with this model, for as long as the block lasts."""
    process = subprocess.Popen(
        command("server.parse", "--model", str(model)),
        env=dict(variables()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Parser(process)
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait()
