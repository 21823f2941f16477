"""This machine's clock against a provider's: what is a day to both must be the same day."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bot.checkup.finding import Finding, ok, warning
from bot.settings import Settings

PART = "clock and provider"
MOST_SKEW = timedelta(minutes=1)
"""Of the answer's whole seconds and its way here; look-ups allow for ten minutes."""
SECONDS = 10.0


async def check(settings: Settings) -> list[Finding]:
    """Asks the first provider that is set up; that it does not answer is its own check's to say."""
    address = _provider(settings)
    if address is None:
        return []
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            answer = await client.head(address)
        told = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return []
    skew = abs(datetime.now(UTC) - told)
    found = f"{skew.total_seconds():.0f} s from that of {address}"
    if skew <= MOST_SKEW:
        return [ok(PART, found)]
    return [warning(PART, found, "Have this machine keep its clock by NTP (timedatectl).")]


def _provider(settings: Settings) -> str | None:
    if settings.twilio_account_sid:
        return settings.twilio_api_url
    return settings.telegram_api_url if settings.telegram_bot_token else None
