"""Approving a campaign, letting it go out, and holding it back."""

from collections.abc import Awaitable, Callable

from rich.console import Console

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.campaign.options import By, Number
from bot.cli.campaign.writing import desk
from bot.services.campaigns import Desk


def approve(campaign_id: Number, by: By) -> None:
    """Approve what somebody else wrote."""
    _act(campaign_id, by, lambda desk: desk.approve(campaign_id), "is approved")


def start(campaign_id: Number, by: By) -> None:
    """Let it go out, as fast as the number sends and by day only."""

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            reach = application.campaign_preview.reach
            people = await desk(application, session, by).start(campaign_id, reach.of)
        console.print(f"Campaign {campaign_id} goes out. It is for {people} people.")
        if opens := application.decent_hours.opens(application.clock.now()):
            console.print(f"It is night: the first messages go out at {opens:%Y-%m-%d %H:%M}.")

    run_beside(work)


def pause(campaign_id: Number, by: By) -> None:
    """Hold back what has not gone out."""
    _act(campaign_id, by, lambda desk: desk.pause(campaign_id), "is paused")


def resume(campaign_id: Number, by: By) -> None:
    """Let it go on where it stopped."""
    _act(campaign_id, by, lambda desk: desk.resume(campaign_id), "goes on")


def cancel(campaign_id: Number, by: By) -> None:
    """End it for good: what has not gone out never does, and the report stays."""
    _act(campaign_id, by, lambda desk: desk.cancel(campaign_id), "is canceled")


def _act(campaign_id: int, by: str, act: Callable[[Desk], Awaitable[None]], outcome: str) -> None:
    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            await act(desk(application, session, by))
        console.print(f"Campaign {campaign_id} {outcome}.")

    run_beside(work)
