"""`enlace link`: links that organizations forward."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.tables import folded
from bot.conversation.catalog import supported_languages
from bot.services import links
from bot.services.links import Order, Use

app = typer.Typer(help="Make links to forward, and see what became of them.", no_args_is_help=True)


def _topic(value: str | None) -> str | None:
    if value is not None and value not in links.TOPICS:
        raise typer.BadParameter(f"{value} is none of: {', '.join(links.TOPICS)}")
    return value


def _language(value: str | None) -> str | None:
    if value is not None and value not in supported_languages():
        raise typer.BadParameter(f"{value} is none of: {', '.join(supported_languages())}")
    return value


def _code(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return links.written(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@app.command()
def create(
    organization: Annotated[str, typer.Option(metavar="ID", help="who forwards it")],
    campaign: Annotated[str | None, typer.Option(help="what it is for, in your own words")] = None,
    topic: Annotated[
        str | None,
        typer.Option(metavar="INTENT", help="what it opens with", callback=_topic),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="en or es; without it, the reader's", callback=_language)
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="instead of one that is made up", callback=_code)
    ] = None,
    last_day: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="the campaign's last day"),
    ] = None,
) -> None:
    """Make a link; the last line printed is its address."""

    async def work(application: Application, console: Console) -> None:
        until = last_day.date() if last_day else None
        order = Order(organization, campaign, topic, language, code, until)
        async with application.database.transaction() as session:
            link = await links.create(
                session, order, application.clock.now(), random.SystemRandom()
            )
        address = application.ways_in.address(link.written)
        console.print(f"QR code: {address}.svg and {address}.png", soft_wrap=True)
        console.print(address, soft_wrap=True)

    run_beside(work)


@app.command("list")
def show_all(
    organization: Annotated[
        str | None, typer.Option(metavar="ID", help="only this organization's")
    ] = None,
) -> None:
    """List the links: on how many devices they were opened, how many wrote, how many did more."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            found = await links.overview(session, organization)
        console.print(_table(found) if found else "No links.")

    run_beside(work)


def add_to(parent: typer.Typer) -> None:
    """Registers the commands."""
    parent.add_typer(app, name="link")


def _table(found: Sequence[Use]) -> Table:
    table = folded("code", "organization", "campaign", "opens with", "until")
    table.columns[0].no_wrap = True
    for name in ("opened", "wrote", "did"):
        table.add_column(name, justify="right", no_wrap=True)
    for use in found:
        link = use.link
        campaign = "passed on by residents" if link.is_for_sharing else link.campaign
        table.add_row(
            link.written,
            Text(link.organization_id or "-"),
            Text(campaign or "-"),
            " ".join(filter(None, (link.topic, link.language))) or "-",
            str(link.last_day or "-"),
            *map(str, (link.opened, use.wrote, use.did)),
        )
    return table
