"""The public address: whether it leads to this service, over HTTPS."""

from http import HTTPStatus

import httpx

from bot.checkup.finding import Finding, fault, ok, skipped, warning
from bot.settings import Settings

SECONDS = 10.0
PART = "public address"


async def check(settings: Settings) -> Finding:
    """Whether Enlace answers there."""
    address = settings.public_url
    if not address:
        return skipped(
            PART,
            "ENLACE_PUBLIC_URL is not set: only this machine reaches the service",
            "Set it to the https address that providers and residents use.",
        )
    try:
        async with httpx.AsyncClient(timeout=SECONDS, follow_redirects=False) as client:
            answer = await client.get(f"{address}/healthz")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return fault(
            PART,
            f"{address} cannot be reached ({type(error).__name__})",
            "Start the service, and look at the proxy, its certificate and the name in DNS.",
        )
    if answer.status_code != HTTPStatus.OK or answer.text != '{"status":"ok"}':
        return fault(
            PART,
            f"something else answers at {address} (status {answer.status_code})",
            "Have the proxy pass all paths on to `enlace web`, unchanged.",
        )
    if not address.startswith("https:"):
        return warning(
            PART,
            f"{address} answers, without HTTPS",
            "Put it behind a proxy with a certificate: Telegram brings messages to https only.",
        )
    return ok(PART, f"{address} answers")
