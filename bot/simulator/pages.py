"""The phone on a screen, and beside it the service's clock."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.simulator.account import WHATSAPP
from bot.simulator.phones import PHONES, Phone
from bot.simulator.state import Standin
from bot.web.rendering import Site, render


def simulator_pages(
    standin: Standin,
    site: Site,
    timezone: ZoneInfo,
    has_telegram: bool = False,
    phones: Sequence[Phone] = PHONES,
) -> APIRouter:
    """Route ``/simulator``; ``timezone`` is the city's, in which the clock is shown and set.

    The page needs `phones_router`, `people_router` where people have Telegram as well, and
    ``POST /simulator/clock`` of the service.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/simulator")
    async def simulator(request: Request) -> HTMLResponse:
        sender = standin.account.sender(whatsapp=False)
        return render(
            request,
            "simulator.html",
            site,
            phones=phones,
            sender=sender,
            has_whatsapp=any(number.startswith(WHATSAPP) for number in standin.account.numbers),
            has_telegram=has_telegram,
            now=standin.now().isoformat(),
            timezone=timezone.key,
            longest=MAX_CHARACTERS,
        )

    return router
