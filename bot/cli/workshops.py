"""`enlace workshops`: sessions and who came to them, for staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.reach import in_brief
from bot.cli.tables import folded
from bot.services.residents import PHONES
from bot.services.workshops.attendance import Attendance, Guest, Roll, guests, note, rolls
from bot.store.models import SELF
from bot.store.numbers import LARGEST_NUMBER
from bot.store.secrets import Vault

app = typer.Typer(help="See sessions, and note who came.", no_args_is_help=True)
Numbers = Annotated[
    list[int],
    typer.Argument(
        metavar="ID...", help="the numbers of the registrations", min=1, max=LARGEST_NUMBER
    ),
]

HAVING_A_SEAT = ("registered", "offered", "attended", "missed")
LAST_DIGITS = 4
"""Of a phone number: enough to find somebody at the door, and to tell nobody the number."""


@app.command("list")
def show_all(
    organization: Annotated[str | None, typer.Option(help="only this organization's")] = None,
) -> None:
    """List the sessions of the last two weeks and those to come."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            found = await rolls(session, application.clock.now(), organization)
        console.print(_sessions(found, application.zone) if found else "No sessions.")

    run_beside(work)


@app.command()
def show(session_id: Annotated[str, typer.Argument(metavar="SESSION")]) -> None:
    """Show who has a seat in a session."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            found = await guests(session, session_id)
        now, zone = application.clock.now(), application.zone
        if found:
            console.print(_guests(found, application.vault, now, zone))
        else:
            console.print("Nobody is registered.")

    run_beside(work)


@app.command()
def attended(registration_ids: Numbers) -> None:
    """Note who came."""
    _note(registration_ids, "attended")


@app.command()
def missed(registration_ids: Numbers) -> None:
    """Note who did not come."""
    _note(registration_ids, "missed")


def add_to(parent: typer.Typer) -> None:
    """Registers the commands."""
    parent.add_typer(app, name="workshops")


def _note(registration_ids: list[int], attendance: Attendance) -> None:
    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            await note(session, registration_ids, attendance, application.clock.now())
        for registration_id in registration_ids:
            console.print(f"Registration {registration_id} is {attendance}.")

    run_beside(work)


def _sessions(found: Sequence[Roll], zone: ZoneInfo) -> Table:
    table = folded("session", "begins", "seats", "taken", "line", "came", "missed")
    table.columns[0].no_wrap = True  # to be copied
    for roll in found:
        each, counts = roll.session, roll.counts
        taken = sum(counts.get(state, 0) for state in HAVING_A_SEAT)
        table.add_row(
            Text(each.id),
            "canceled" if each.canceled_at else _time(each.starts_at, zone),
            *map(str, (each.capacity, taken, counts.get("waitlisted", 0))),
            *map(str, (counts.get("attended", 0), counts.get("missed", 0))),
        )
    return table


def _guests(found: Sequence[Guest], vault: Vault, now: datetime, zone: ZoneInfo) -> Table:
    table = folded("registration", "who", "phone ends in", "reached", "state")
    for each in found:
        registration = each.registration
        theirs = each.conversation
        is_phone = theirs.channel in PHONES
        address = vault.decrypt(theirs.address_encrypted) if is_phone else "-"
        sealed = registration.attendee
        who = "the resident" if sealed == SELF else vault.decrypt(sealed.encode())
        ending, reached = address[-LAST_DIGITS:], in_brief(theirs, now, zone)
        table.add_row(str(registration.id), Text(who), ending, reached, registration.state)
    return table


def _time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
