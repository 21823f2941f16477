"""The phone on a screen, and beside it the service's clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.conversation.phones import national
from bot.simulator.account import WHATSAPP, Account
from bot.simulator.phones import PHONES, Phone
from bot.simulator.state import Standin
from bot.web.rendering import Site, render


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel to choose on the page: ``prefix`` is what its script puts before a phone."""

    name: str
    prefix: str
    sender: str


def simulator_pages(
    standin: Standin,
    site: Site,
    timezone: ZoneInfo,
    telegram: str | None = None,
    phones: Sequence[Phone] = PHONES,
) -> APIRouter:
    """Route ``/simulator``; ``timezone`` is the city's, in which the clock is shown and set.

    ``telegram`` is the name of the bot, where there is one. The page needs `phones_router`,
    `people_router` with a bot, and ``POST /simulator/clock`` of the service.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/simulator")
    async def simulator(request: Request) -> HTMLResponse:
        return render(
            request,
            "simulator.html",
            site,
            phones=phones,
            channels=list(_channels(standin.account, telegram)),
            now=standin.now().isoformat(),
            timezone=timezone.key,
            longest=MAX_CHARACTERS,
        )

    return router


def _channels(account: Account, telegram: str | None) -> Iterator[Choice]:
    yield Choice("SMS", "", national(account.sender(whatsapp=False)))
    for number in account.numbers:
        if number.startswith(WHATSAPP):
            yield Choice("WhatsApp", WHATSAPP, national(number.removeprefix(WHATSAPP)))
    if telegram:
        yield Choice("Telegram", "telegram", f"@{telegram}")
