"""`enlace campaign`: one message to many residents, for staff."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.application import Application
from bot.cli.beside import LARGEST_NUMBER, run_beside
from bot.cli.tables import folded
from bot.conversation.campaign_preview import Estimate
from bot.conversation.catalog import supported_languages
from bot.conversation.reasons import in_words
from bot.errors import EnlaceError
from bot.services import campaigns, links
from bot.services.campaigns import ALL_STATES, Desk, Draft, Report, Wish

app = typer.Typer(
    help="Write to many residents: prepare, see, approve, start, pause, report.",
    no_args_is_help=True,
)
Number = Annotated[
    int, typer.Argument(metavar="ID", help="the number of the campaign", min=1, max=LARGEST_NUMBER)
]


def _some(value: str) -> str:
    if not value.strip():
        raise typer.BadParameter("give a name")
    return value.strip()


By = Annotated[str, typer.Option("--by", metavar="NAME", help="who does it", callback=_some)]


def _one_of(names: tuple[str, ...]) -> Callable[[str | None], str | None]:
    def check(value: str | None) -> str | None:
        if value is not None and value not in names:
            raise typer.BadParameter(f"{value} is none of: {', '.join(names)}")
        return value

    return check


def _texts(value: list[str] | None) -> list[str] | None:
    for each in value or ():
        language, is_given, text = each.partition("=")
        if not (is_given and text.strip() and language in supported_languages()):
            raise typer.BadParameter(
                f"give a language and the text, such as {supported_languages()[0]}=Hello"
            )
    return value


def _phone(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return format_number(parse(value, "US"), PhoneNumberFormat.E164)
    except NumberParseException as error:
        raise typer.BadParameter(f"{value} is no phone number") from error


@app.command()
def create(
    name: Annotated[str, typer.Option(help="what staff call it", callback=_some)],
    by: By,
    text: Annotated[
        list[str] | None,
        typer.Option(metavar="LANGUAGE=TEXT", help="once for each language", callback=_texts),
    ] = None,
    template: Annotated[
        str | None, typer.Option(metavar="KEY", help="a text of the content pack instead")
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option(
            metavar="INTENT", help="what a yes to it asks for", callback=_one_of(links.TOPICS)
        ),
    ] = None,
    organization: Annotated[
        str | None, typer.Option(metavar="ID", help="only its residents")
    ] = None,
    link: Annotated[
        str | None, typer.Option(metavar="CODE", help="only who wrote by this link")
    ] = None,
    zip_code: Annotated[
        list[str] | None, typer.Option("--zip", help="only from there; may be repeated")
    ] = None,
    interest: Annotated[
        str | None, typer.Option(metavar="ANSWER", help="only who chose it in the survey")
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="only who stands there, such as license:granted", callback=_one_of(ALL_STATES)
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(help="only who is written to in it", callback=_one_of(supported_languages())),
    ] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="all who agreed")] = False,
    last_day: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="the last day it goes out"),
    ] = None,
) -> None:
    """Write a message and say whom it is for; the last line printed is its number."""
    if bool(text) == bool(template):
        raise typer.BadParameter("give either --text in each language, or --template")
    zips = tuple(sorted(set(zip_code or ())))
    wish = Wish(organization, link, zips, interest, state, language)
    if everybody == (wish != Wish()):
        raise typer.BadParameter("say whom it is for, or give --everybody alone")

    async def work(application: Application, console: Console) -> None:
        texts = application.campaign_texts
        key, said = texts.of_template(template) if template else (None, _by_language(text or []))
        async with application.database.transaction() as session:
            audience = await wish.checked(session, application.content)
            until = last_day.date() if last_day else None
            draft = Draft(name, said, audience, topic, key, until)
            if faults := await texts.faults(session, draft):
                raise EnlaceError(" ".join(faults))
            campaign = await _desk(application, session, by).create(draft)
            number = campaign.id
        for warning in campaigns.warnings(said):
            console.print(Text(warning))
        console.print(str(number))

    run_beside(work)


@app.command()
def preview(
    campaign_id: Number,
    phone: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="send it to this phone, too", callback=_phone),
    ] = None,
) -> None:
    """Show the message, how many get it, what it costs and how long it takes."""

    async def work(application: Application, console: Console) -> None:
        shown = application.campaign_preview
        async with application.database.transaction() as session:
            campaign = await campaigns.find(session, campaign_id)
            messages = await shown.messages(session, campaign)
            estimate = await shown.estimate(session, campaign)
            if phone:
                await shown.send_to(
                    session,
                    application.outbox,
                    application.vault,
                    application.clock,
                    campaign,
                    phone,
                )
        for message in messages:
            console.print(Text(f"[{message.language}]", "dim"))
            console.print(Text(message.text))
        for warning in campaigns.warnings(campaign.texts):
            console.print(Text(warning))
        _print_estimate(estimate, application, console)
        if phone:
            console.print("It is on its way to that phone.")

    run_beside(work)


@app.command()
def approve(campaign_id: Number, by: By) -> None:
    """Approve what somebody else wrote."""
    _act(campaign_id, by, lambda desk, _: desk.approve(campaign_id), "is approved")


@app.command()
def start(campaign_id: Number, by: By) -> None:
    """Let it go out, as fast as the number sends and by day only."""

    async def act(desk: Desk, application: Application) -> None:
        await desk.start(campaign_id, application.campaign_preview.reach)

    _act(campaign_id, by, act, "goes out")


@app.command()
def pause(campaign_id: Number, by: By) -> None:
    """Hold back what has not gone out."""
    _act(campaign_id, by, lambda desk, _: desk.pause(campaign_id), "is paused")


@app.command()
def resume(campaign_id: Number, by: By) -> None:
    """Let it go on where it stopped."""
    _act(campaign_id, by, lambda desk, _: desk.resume(campaign_id), "goes on")


@app.command()
def report(campaign_id: Number) -> None:
    """Tell how many got it, answered and stopped messages, and who did not get it and why."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            campaign = await campaigns.find(session, campaign_id)
            told = await campaigns.report(session, campaign)
        console.print(Text(f"{campaign.name}: {campaign.state}"))
        console.print(_report(told))
        _print_reasons("Not written to:", told.skipped, console)
        _print_reasons("Waiting:", told.waiting, console)

    run_beside(work)


@app.command("list")
def show_all() -> None:
    """List the campaigns, the newest first."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            found = await campaigns.overview(session)
        if not found:
            console.print("No campaigns.")
            return
        table = folded("campaign", "name", "state", "by", "approved by", "started")
        for each in found:
            table.add_row(
                str(each.id),
                Text(each.name),
                each.state,
                Text(each.created_by),
                Text(each.approved_by or "-"),
                _minute(each.started_at, application.zone),
            )
        console.print(table)

    run_beside(work)


def add_to(parent: typer.Typer) -> None:
    """Registers the commands."""
    parent.add_typer(app, name="campaign")


def _act(
    campaign_id: int,
    by: str,
    act: Callable[[Desk, Application], Awaitable[None]],
    outcome: str,
) -> None:
    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            await act(_desk(application, session, by), application)
        console.print(f"Campaign {campaign_id} {outcome}.")

    run_beside(work)


def _desk(application: Application, session: AsyncSession, by: str) -> Desk:
    rules, now = application.content.campaigns, application.clock.now()
    return Desk(session, rules, by, now, application.zone)


def _by_language(texts: list[str]) -> dict[str, str]:
    return {language: said.strip() for language, _, said in (each.partition("=") for each in texts)}


def _print_estimate(estimate: Estimate, application: Application, console: Console) -> None:
    table = folded("channel", "language", "people", "segments each", "US dollars")
    for part in estimate.parts:
        segments = "-" if part.segments is None else str(part.segments)
        cost = "-" if part.cost is None else f"{part.cost:.2f}"
        table.add_row(part.channel, part.language, str(part.people), segments, cost)
    if estimate.parts:
        console.print(table)
    above = application.content.campaigns.approval_above
    console.print(f"{estimate.people} people, {estimate.cost:.2f} US dollars.")
    console.print(_duration(estimate))
    if estimate.people + sum(estimate.skipped.values()) > above:
        console.print(f"It is for more than {above}: somebody else has to approve it.")
    _print_reasons("Not written to:", estimate.skipped, console)


def _duration(estimate: Estimate) -> str:
    if not estimate.people:
        return "Nobody would get it now."
    if estimate.takes is None:
        return "How long it takes is known once TWILIO_SENDER says what kind of number sends."
    hours = estimate.takes / timedelta(hours=1)
    days = f", on {estimate.days} days at least" if estimate.days > 1 else ""
    return f"It takes {hours:.1f} hours of sending{days}; by day only, replies go first."


def _report(told: Report) -> Table:
    table = folded("", "people")
    rows = {
        "chosen": told.chosen,
        "waiting": sum(told.waiting.values()),
        "sent": told.sent,
        "delivered": told.delivered,
        "failed": told.failed,
        "answered": told.answered,
        "opted out": told.opted_out,
    }
    for name, count in rows.items():
        table.add_row(name, str(count))
    table.add_section()
    table.add_row("segments sent", str(told.segments))
    table.add_row("US dollars", f"{told.cost:.2f}")
    return table


def _print_reasons(title: str, counts: Mapping[str, int], console: Console) -> None:
    if not counts:
        return
    console.print(title)
    for reason, count in sorted(counts.items()):
        console.print(Text(f"  {count}  {in_words(reason)}"))


def _minute(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "-"
