"""`enlace import`, `enlace export`: an administrator's files in, what is stored out."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.application import Application
from bot.cli.beside import beside_the_service
from bot.cli.serve import DataDir
from bot.conversation.workshops import tell
from bot.services.exports import Exports, Format
from bot.services.exports import KindName as ExportedKind
from bot.services.imports import Imports, KindName, Loaded
from bot.services.imports.load import Tick

console = Console(stderr=True)


def import_(
    kind: Annotated[KindName, typer.Argument(help="what the file holds")],
    file: Annotated[
        Path, typer.Argument(help="a CSV file; docs/administrators.md has the columns")
    ],
    data_dir: DataDir = None,
) -> None:
    """Import a file: all of it, or nothing where anything in it is wrong."""

    async def work(application: Application) -> Loaded:
        imports = Imports(application.vault, application.zone)
        async with application.database.transaction() as session:
            with _progress() as bars:
                now = application.clock.now()
                loaded = await imports.run(session, kind, file, now, _stages(bars))
            await tell(session, application.correspondence, loaded.notices)
        return loaded

    loaded = beside_the_service(work, data_dir)
    typer.echo(
        f"{kind}: {len(loaded.new)} new, {len(loaded.changed)} changed, "
        f"{loaded.unchanged} unchanged."
    )


def export(
    kind: Annotated[ExportedKind, typer.Argument(help="what to export")],
    form: Annotated[Format, typer.Option("--format", help="csv or json")] = "csv",
    data_dir: DataDir = None,
) -> None:
    """Write what is stored to standard output."""

    async def work(application: Application) -> None:
        exports = Exports(application.vault, application.zone)
        async with application.database.transaction() as session:
            async for piece in exports.run(session, kind, form):
                sys.stdout.write(piece)
        sys.stdout.flush()

    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    try:
        beside_the_service(work, data_dir)
    except BrokenPipeError:  # whoever read has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    app.command("import")(import_)
    app.command()(export)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def _stages(bars: Progress) -> Callable[[str, int], Tick]:
    def begin(stage: str, rows: int) -> Tick:
        bar = bars.add_task(stage, total=rows)
        return lambda done: bars.advance(bar, done)

    return begin
