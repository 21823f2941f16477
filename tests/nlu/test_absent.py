"""What is kept out of the Rasa server's memory is used by nothing in it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from server.absent import ABSENT, Placeholder, PlaceholderModule

NLU = Path(__file__).parents[2] / "nlu"
OURS = [*(NLU / "components").glob("*.py"), *(NLU / "server").glob("*.py")]


def imported(file: Path) -> Iterator[str]:
    """The libraries that a file imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_nothing_of_ours_uses_it(file: Path) -> None:
    assert not ABSENT & set(imported(file))


def test_the_server_loads_without_it() -> None:
    program = (
        "import server, rasa.core.run, rasa.engine.recipes.default_components, sys, tensorflow\n"
        "print(type(tensorflow).__name__, 'rasa.core.policies.ted_policy' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=NLU, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [PlaceholderModule.__name__, "True"]


def test_whoever_uses_it_fails_at_once() -> None:
    layer = PlaceholderModule("keras").layers.Dense
    assert isinstance(layer, Placeholder)
    with pytest.raises(AttributeError, match="compile"):
        layer().compile()
