"""`enlace cases`: the people who wait for a person, for staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.reach import in_brief, in_full
from bot.cli.tables import folded
from bot.conversation.reasons import Reason, in_words
from bot.errors import EnlaceError
from bot.services import cases
from bot.services.cases import CaseSummary, Line
from bot.store.models import RESERVE
from bot.store.numbers import LARGEST_NUMBER

app = typer.Typer(help="See, assign, answer and close cases.", no_args_is_help=True)
Number = Annotated[
    int, typer.Argument(metavar="ID", help="the number of the case", min=1, max=LARGEST_NUMBER)
]

NOT_SENT = ("held", "failed", "undelivered")
HELD: Final[dict[Reason, str]] = {
    "opted_out": "The resident of case {case} stopped all messages, so it was held back: "
    "reach them another way, or wait until they write START.",
    "window_closed": "The resident of case {case} wrote more than 24 hours ago, and WhatsApp takes "
    "no later answer, so it was held back: reach them another way, or answer when they write.",
}
"""What staff are told whose answer may not go out, and what to do instead."""
OTHERWISE_HELD: Final = (
    "It may not go out, so it was held back: `enlace cases show {case}` says why; reach the "
    "resident another way."
)
STYLES = {"resident": "bold", "bot": "cyan", "staff": "green"}


@app.command("list")
def show_all(
    organization: Annotated[
        str | None, typer.Option(help="only this organization's; '' for those nobody has")
    ] = None,
    include_closed: Annotated[bool, typer.Option("--all", help="closed ones, too")] = False,
) -> None:
    """List the cases: urgent ones first, then the oldest."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            found = await cases.list_cases(session, organization, include_closed)
        if found:
            console.print(_table(found, application.clock.now(), application.zone))
        else:
            console.print("No cases." if include_closed else "No open cases.")

    run_beside(work)


@app.command()
def show(case_id: Number) -> None:
    """Show a case and what was said in its conversation."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            found = await cases.find_case(session, case_id)
            lines = await cases.transcript(session, found.case.conversation_id)
        _print_case(found, application.clock.now(), application.zone, console)
        for line in lines:
            console.print(_said(line, application.zone))

    run_beside(work)


@app.command()
def assign(
    case_id: Number, name: Annotated[str, typer.Argument(help="who looks after it")]
) -> None:
    """Say who looks after a case."""

    async def work(application: Application, console: Console) -> None:
        await application.staff_desk.assign(case_id, _some(name, "a name"))
        console.print(Text(f"Case {case_id} is with {name.strip()}."))

    run_beside(work)


@app.command()
def answer(
    case_id: Number, text: Annotated[str, typer.Argument(help="what the resident will read")]
) -> None:
    """Write to the resident; the assistant is silent until the case is closed."""

    async def work(application: Application, console: Console) -> None:
        held = await application.staff_desk.answer(case_id, _some(text, "a text"))
        if held:
            raise EnlaceError(HELD.get(held, OTHERWISE_HELD).format(case=case_id))
        console.print(f"Sent. `enlace cases close {case_id}` gives the word back to the assistant.")

    run_beside(work)


@app.command()
def close(case_id: Number) -> None:
    """Close a case; the assistant answers again."""

    async def work(application: Application, console: Console) -> None:
        await application.staff_desk.close(case_id)
        console.print(f"Case {case_id} is closed.")

    run_beside(work)


def add_to(parent: typer.Typer) -> None:
    """Registers the commands."""
    parent.add_typer(app, name="cases")


def _some(text: str, what: str) -> str:
    if not text.strip():
        raise typer.BadParameter(f"give {what}")
    return text.strip()


def _table(found: Sequence[CaseSummary], now: datetime, zone: ZoneInfo) -> Table:
    columns = ("case", "", "why", "for", "since", "last heard", "channel", "reached", "status")
    table = folded(*columns, "with")
    for each in found:
        case = each.case
        table.add_row(
            str(case.id),
            Text("urgent", "bold red") if case.is_urgent else "",
            case.kind,
            Text(case.organization) if case.organization != RESERVE else "-",
            _time(case.opened_at, zone),
            _time(each.last_heard_at, zone) if each.last_heard_at else "-",
            each.conversation.channel,
            in_brief(each.conversation, now, zone),
            case.status,
            Text(case.assigned_to or "-"),
        )
    return table


def _print_case(found: CaseSummary, now: datetime, zone: ZoneInfo, console: Console) -> None:
    console.print(_table([found], now, zone))
    if found.is_opted_out:
        console.print("The resident stopped all messages: an answer would be held back.")
    if gone := in_full(found.conversation, now, zone):
        console.print(gone)
    for name, value in found.case.details.items():
        console.print(Text(f"{name}: {value}"))
    console.print(f"language: {found.language or 'not known'}")


def _said(line: Line, zone: ZoneInfo) -> Text:
    note = f" [{in_words(line.reason or line.status)}]" if line.status in NOT_SENT else ""
    head = f"{_time(line.at, zone)}  {line.sender}{note}: "
    return Text.assemble((head, "dim"), (line.text, STYLES[line.sender]))


def _time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
