"""`enlace licenses`: requests and licenses, for staff."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.tables import folded
from bot.errors import SetupError
from bot.services import licenses
from bot.services.content import LicenseProgram
from bot.services.licenses import Change, Desk
from bot.store.models import RESERVE, License
from bot.store.numbers import LARGEST_NUMBER

app = typer.Typer(
    help="See licenses, decide about them, and note their use.",
    no_args_is_help=True,
)
Number = Annotated[
    int, typer.Argument(metavar="ID", help="the number of the license", min=1, max=LARGEST_NUMBER)
]

ACTOR = "operator"
"""Who acts, in the audit, as long as staff have no names of their own here."""


@app.command("list")
def show_all(
    provider: Annotated[str | None, typer.Option(help="only this provider's")] = None,
    include_ended: Annotated[bool, typer.Option("--all", help="ended ones, too")] = False,
) -> None:
    """List requests and licenses, in order of arrival; who they are of is not shown."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            found = await licenses.overview(session, provider, include_ended)
        console.print(_table(found, application.zone) if found else "No licenses.")

    run_beside(work)


@app.command()
def approve(license_id: Number) -> None:
    """Approve a request: it takes a seat, or its place in line."""
    _act(license_id, lambda desk: desk.approve(license_id))


@app.command()
def grant(license_id: Number) -> None:
    """Note that the provider's access was given: the months begin today."""
    _act(license_id, lambda desk: desk.grant(license_id))


@app.command()
def decline(license_id: Number) -> None:
    """Decline a request; its seat or place goes to the next in line."""
    _act(license_id, lambda desk: desk.decline(license_id))


@app.command()
def renew(license_id: Number) -> None:
    """Renew a license whose resident asked for it."""
    _act(license_id, lambda desk: desk.renew(license_id))


@app.command()
def used(
    license_id: Number,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day; today, if left out")
    ] = None,
) -> None:
    """Note when a license was last used, as the provider tells."""

    async def work(application: Application, console: Console) -> None:
        now, zone = application.clock.now(), application.zone
        day = on.date() if on else now.astimezone(zone).date()
        async with application.database.transaction() as session:
            await Desk(session, _program(application), ACTOR, now, zone).used(license_id, day)
        console.print(f"License {license_id} was used on {day.isoformat()}.")

    run_beside(work)


def add_to(parent: typer.Typer) -> None:
    """Registers the commands."""
    parent.add_typer(app, name="licenses")


def _act(license_id: int, act: Callable[[Desk], Awaitable[list[Change]]]) -> None:
    async def work(application: Application, console: Console) -> None:
        program, now = _program(application), application.clock.now()
        async with application.database.transaction() as session:
            changes = await act(Desk(session, program, ACTOR, now, application.zone))
            await application.license_news.tell(session, changes)
        for change in changes:
            is_other = "" if change.license_id == license_id else ", next in line"
            console.print(f"License {change.license_id} is {change.state}{is_other}.")

    run_beside(work)


def _program(application: Application) -> LicenseProgram:
    program = application.content.license
    if program is None:
        raise SetupError("The content pack has no licenses.yml: add it, or set ENLACE_CONTENT.")
    return program


def _table(found: Sequence[License], zone: ZoneInfo) -> Table:
    columns = (
        "license",
        "provider",
        "state",
        "for",
        "seat of",
        "course",
        "asked",
        "until",
        "used",
        "",
    )
    table = folded(*columns)
    for each in found:
        table.add_row(
            str(each.id),
            Text(each.provider),
            each.state,
            Text(_organization(each.organization)),
            Text("-" if each.pool is None else _organization(each.pool)),
            Text(each.course or "-"),
            _day(each.requested_at, zone),
            _day(each.ends_at, zone),
            _day(each.last_used_at, zone),
            "asks to renew" if each.renewal_asked_at else "",
        )
    return table


def _organization(name: str) -> str:
    return "reserve" if name == RESERVE else name


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).date().isoformat() if at else "-"
