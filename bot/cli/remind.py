"""`enlace remind`: what goes out of our own accord, for administrators and operators."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.tables import folded
from bot.conversation.reasons import in_words
from bot.services import reminders
from bot.services.content import Reminders
from bot.services.reminders import Due, GivenUp

MOST: Final = 100_000
"""Reminders of one kind that are counted."""


def remind(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only tell what would go out, and what would not")
    ] = False,
) -> None:
    """Write the reminders that are due now; the running service does so every few seconds."""
    run_beside(_tell if dry_run else _write)


def add_to(parent: typer.Typer) -> None:
    """Registers the command."""
    parent.command()(remind)


async def _write(application: Application, console: Console) -> None:
    reminding = application.reminding_on(application.media)
    now = application.clock.now()
    while True:
        async with application.database.transaction() as session:
            if not await reminding.remind(session, now):
                break
    console.print("What is due is written; the workers send it.")


async def _tell(application: Application, console: Console) -> None:
    now = application.clock.now()
    reminding = application.reminding_on(application.media)
    async with application.database.transaction() as session:
        dues = await reminding.overview(session, now, MOST)
        given_up = await reminders.given_up(session, now)
    local = now.astimezone(application.zone)
    console.print(f"At {local:%Y-%m-%d %H:%M}, {application.zone.key}:")
    _show(dues, application.content.reminders, console)
    _show_given_up(given_up, console)


def _show(dues: Sequence[Due], rules: Reminders, console: Console) -> None:
    counts = Counter((due.kind, due.is_over, due.hold) for due in dues)
    people: dict[tuple[str, bool, str | None], set[object]] = {}
    for due in dues:
        people.setdefault((due.kind, due.is_over, due.hold), set()).add(due.resident_id)
    if not counts:
        console.print("Nothing is due.")
        return
    table = folded("kind", "why", "reminders", "people", "")
    for (kind, is_over, hold), count in sorted(counts.items(), key=str):
        rule = rules.kinds[kind]
        table.add_row(
            Text(kind),
            Text(f"{rule.when} {rule.follows}".replace("_", " ")),
            str(count),
            str(len(people[kind, is_over, hold])),
            Text(_outcome(is_over, hold)),
        )
    console.print(table)


def _outcome(is_over: bool, hold: str | None) -> str:
    if is_over:
        return f"is given up. {in_words(hold or 'late')}"
    return f"is held back. {in_words(hold)}" if hold else "goes out now"


def _show_given_up(given_up: Sequence[GivenUp], console: Console) -> None:
    if not given_up:
        return
    console.print(f"Not sent in the last {reminders.LISTED.days} days:")
    table = folded("kind", "reminders", "the last one was due", "")
    for each in given_up:
        table.add_row(Text(each.kind), str(each.count), _minute(each.last), in_words(each.reason))
    console.print(table)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
