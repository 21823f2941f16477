"""`enlace import`, `enlace export`: an administrator's files in, what is stored out."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.ext.asyncio import AsyncSession

from bot.application import Application
from bot.beside import database_beside
from bot.cli.serve import DataDir
from bot.services.exports import Exports, Format
from bot.services.exports import KindName as ExportedKind
from bot.services.imports import Imports, KindName, Loaded
from bot.services.imports.load import Tick
from bot.settings import Settings

console = Console(stderr=True)


def import_(
    kind: Annotated[KindName, typer.Argument(help="what the file holds")],
    file: Annotated[
        Path, typer.Argument(help="a CSV file; docs/administrators.md has the columns")
    ],
    data_dir: DataDir = None,
) -> None:
    """Import a file: all of it, or nothing where anything in it is wrong."""

    async def work(application: Application, session: AsyncSession) -> Loaded:
        imports = Imports(application.vault, application.zone)
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        ) as bars:
            now = application.clock.now()
            loaded = await imports.run(session, kind, file, now, _stages(bars))
        for notice in loaded.notices:
            number = notice.booking.registration.id
            await application.jobs.defer_notice(session, notice.kind, number)
        return loaded

    loaded = _beside_the_service(data_dir, work)
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

    async def work(application: Application, session: AsyncSession) -> None:
        exports = Exports(application.vault, application.zone)
        async for piece in exports.run(session, kind, form):
            sys.stdout.write(piece)
        sys.stdout.flush()

    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    try:
        _beside_the_service(data_dir, work)
    except BrokenPipeError:  # whoever read has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    app.command("import")(import_)
    app.command()(export)


def _stages(bars: Progress) -> Callable[[str, int], Tick]:
    def begin(stage: str, rows: int) -> Tick:
        bar = bars.add_task(stage, total=rows)
        return lambda done: bars.advance(bar, done)

    return begin


def _beside_the_service[T](
    data_dir: Path | None, work: Callable[[Application, AsyncSession], Awaitable[T]]
) -> T:
    """Does something in one transaction, whether the service runs or not."""
    if data_dir:
        os.environ["ENLACE_DATA_DIR"] = str(data_dir.resolve())
    settings = Settings()

    async def in_transaction(url: str) -> T:
        async with (
            _application(settings, url) as application,
            application.database.transaction() as session,
        ):
            return await work(application, session)

    with database_beside(settings) as url:
        return asyncio.run(in_transaction(url))


@asynccontextmanager
async def _application(settings: Settings, url: str) -> AsyncIterator[Application]:
    application = Application(settings, url, pool_size=1)
    try:
        yield application
    finally:
        await application.close()
