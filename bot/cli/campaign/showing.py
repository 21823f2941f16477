"""What a campaign will be, and what became of it."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.campaign.options import Number, OwnPhone
from bot.cli.tables import folded
from bot.conversation.campaign_preview import Estimate
from bot.conversation.reasons import in_words
from bot.services import campaigns
from bot.services.campaigns import Audience, Outcome, Report
from bot.store.models import Campaign


def preview(campaign_id: Number, phone: OwnPhone = None) -> None:
    """Show the message, whom it is for, how many get it, what it costs and how long it takes."""

    async def work(application: Application, console: Console) -> None:
        shown = application.campaign_preview
        now = application.clock.now()
        async with application.database.transaction() as session:
            campaign = await campaigns.find(session, campaign_id)
            messages = await shown.messages(session, campaign)
            estimate = await shown.estimate(session, campaign, now)
            if phone:
                await shown.send_to(
                    session,
                    application.outbox,
                    application.vault,
                    application.clock,
                    campaign,
                    phone,
                )
        console.print(Text(_about(campaign)))
        for message in messages:
            console.print(Text(f"[{message.language}]", "dim"))
            console.print(Text(message.text))
        for warning in campaigns.warnings(campaign.texts):
            console.print(Text(warning))
        _print_estimate(estimate, application, console)
        if phone:
            console.print("It is on its way to that phone.")

    run_beside(work)


def report(campaign_id: Number) -> None:
    """Tell how many got it, answered and stopped messages, and who did not get it and why."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            campaign = await campaigns.find(session, campaign_id)
            told = await campaigns.report(session, campaign)
        console.print(Text(f"{campaign.name}: {campaign.state}"))
        console.print(_report(told))
        _print_reasons("Not written to:", told.all.skipped, console)
        _print_reasons("Failed:", told.all.failures, console)
        _print_reasons("Waiting:", told.all.waiting, console)
        opens = application.decent_hours.opens(application.clock.now())
        if opens and campaign.state == "running":
            console.print(f"It is night: it goes on at {opens:%Y-%m-%d %H:%M}.")

    run_beside(work)


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
                Text(_writers(each)),
                Text(each.approved_by or "-"),
                _minute(each.started_at, application.zone),
            )
        console.print(table)

    run_beside(work)


def _about(campaign: Campaign) -> str:
    audience = Audience.model_validate(campaign.audience)
    parts = [
        f"{campaign.name}: {campaign.state}, by {_writers(campaign)}",
        f"for {audience.in_words()}",
        f"a yes asks for {campaign.topic}" if campaign.topic else "asks nothing",
    ]
    if campaign.last_day:
        parts.append(f"until {campaign.last_day}")
    if campaign.approved_by:
        parts.append(f"approved by {campaign.approved_by}")
    return "; ".join(parts)


def _writers(campaign: Campaign) -> str:
    return ", ".join((campaign.created_by, *campaign.edited_by))


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
    days = f", on {estimate.days} days at least" if estimate.days > 1 else ""
    return f"It takes {_long(estimate.takes)} of sending{days}; by day only, replies go first."


def _long(takes: timedelta) -> str:
    minutes = math.ceil(takes / timedelta(minutes=1))
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} hours"


def _report(told: Report) -> Table:
    several = told.by_channel if len(told.by_channel) > 1 else {}
    outcomes = {**several, "all": told.all}
    table = folded("people", *outcomes)
    rows: dict[str, Callable[[Outcome], object]] = {
        "chosen": lambda of: of.chosen,
        "waiting": lambda of: of.waiting.total(),
        "not written to": lambda of: of.skipped.total(),
        "sent": lambda of: of.sent,
        "delivered": lambda of: of.delivered,
        "failed": lambda of: of.failed,
        "answered": lambda of: of.answered,
        "opted out": lambda of: of.opted_out,
        "no longer kept": lambda of: of.forgotten,
        "segments sent": lambda of: of.segments,
        "US dollars": lambda of: f"{of.cost:.2f}",
    }
    for name, count in rows.items():
        table.add_row(name, *(str(count(outcome)) for outcome in outcomes.values()))
    return table


def _print_reasons(title: str, counts: Mapping[str, int], console: Console) -> None:
    if not counts:
        return
    console.print(title)
    for reason, count in sorted(counts.items()):
        console.print(Text(f"  {count}  {in_words(reason)}"))


def _minute(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "-"
