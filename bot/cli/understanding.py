"""`enlace train`, `enlace parse`, `enlace evaluate`: the model and how good it is."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from bot.errors import EnlaceError
from bot.understanding.evaluation import Result, read_examples, report, write_misses
from bot.understanding.parser import parser
from bot.understanding.training import current_model
from bot.understanding.training import train as train_model

progress = Console(stderr=True)


def train(
    force: Annotated[bool, typer.Option(help="train even where nothing changed")] = False,
) -> None:
    """Train the model, if its inputs changed."""
    is_new = force or not current_model().exists()
    model = _model(force)
    progress.print(f"{'Trained' if is_new else 'Nothing changed since'} {model.name}.")


def parse(text: Annotated[str, typer.Argument(help="a message")]) -> None:
    """Print the understanding of one message, as JSON."""
    with parser(_model()) as understanding:
        parsed = understanding.parse(text.encode("utf-8", "replace").decode())
    typer.echo(json.dumps(parsed.model_dump(), ensure_ascii=False))


def evaluate(
    file: Annotated[Path, typer.Argument(help='lines {"text", "intent", "entities"}')],
    misses: Annotated[Path | None, typer.Option(help="write each miss here, as JSONL")] = None,
) -> None:
    """Measure understanding on messages with known intents; prints one JSON object."""
    if not file.is_file():
        raise EnlaceError(f"There is no file {file}.")
    examples = read_examples(file)
    model = _model()
    with parser(model) as understanding:
        results = [
            Result(example, understanding.parse(example.text))
            for example in track(examples, "Parsing", console=progress, transient=True)
        ]
    if misses:
        write_misses(results, misses)
    typer.echo(json.dumps(report(results), ensure_ascii=False))


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    for command in (train, parse, evaluate):
        app.command()(command)


def _model(force: bool = False) -> Path:
    with progress.status("Training, if anything changed (about a minute)"):
        return train_model(force)
