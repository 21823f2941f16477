"""`enlace doctor`: what is wrong with this installation, and how to mend it."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.checkup import Finding, State, examine

SIGNS: Final[dict[State, tuple[str, str]]] = {
    "ok": ("ok", "green"),
    "warning": ("look", "yellow"),
    "fault": ("wrong", "red"),
    "skipped": ("-", "dim"),
}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
    data_dir: Annotated[
        Path | None, typer.Option(help="folder of the database and the secret key")
    ] = None,
) -> None:
    """Check settings, database, model and providers; say how to mend what is wrong.

    Exit code 1 where something is wrong.
    """
    if data_dir:
        os.environ["ENLACE_DATA_DIR"] = str(data_dir.resolve())
    with Console(stderr=True).status("Looking"):
        findings = asyncio.run(examine())
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _show(findings)
    if any(finding.state == "fault" for finding in findings):
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Registers the command."""
    app.command()(doctor)


def _show(findings: Sequence[Finding]) -> None:
    table = Table("part", "", "what there is", "what to do")
    for finding in findings:
        word, style = SIGNS[finding.state]
        cells = (finding.part, Text(word, style), finding.found, finding.mend or "")
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells))
    Console().print(table)
