"""Telegram: the bot's token, its webhook, and whether we take what it brings."""

import json
from datetime import UTC, datetime, timedelta

import httpx
from telegram import WebhookInfo
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.webhook import PATH, SECRET_HEADER
from bot.checkup.finding import Finding, fault, ok, skipped, warning
from bot.errors import SetupError
from bot.settings import Settings

PORTS = (443, 80, 88, 8443)
"""https://core.telegram.org/bots/api#setwebhook"""
MANY = 100
"""Updates that wait at Telegram: more than a busy minute brings."""
LATELY = timedelta(minutes=10)


async def check(settings: Settings) -> list[Finding]:
    """The token first; the rest only where it is one."""
    if not settings.telegram_bot_token:
        return [skipped("Telegram", "not set up", "docs/channels/telegram.md tells how.")]
    part = "Telegram bot"
    try:
        api = BotApi(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url)
    except SetupError as error:
        return [fault(part, "TELEGRAM_BOT_TOKEN is no token", str(error))]
    try:
        me = await api.bot.get_me()
        info = await api.bot.get_webhook_info()
    except (InvalidToken, Forbidden):
        return [
            fault(
                part,
                "Telegram does not know this token",
                "Copy it from @BotFather again; /revoke there makes a new one.",
            )
        ]
    except TelegramError as error:
        return [
            fault(
                part,
                f"{settings.telegram_api_url} cannot be asked ({type(error).__name__})",
                "Look at this machine's way to the internet, and at TELEGRAM_API_URL.",
            )
        ]
    finally:
        await api.close()
    found = [ok(part, f"@{me.username}"), _webhook(settings.public_url or "", info)]
    if settings.telegram_webhook_secret:
        found.append(await _secret(settings, settings.telegram_webhook_secret.get_secret_value()))
    return found


def _webhook(public_url: str, info: WebhookInfo) -> Finding:
    part, expected = "Telegram webhook", f"{public_url}{PATH}"
    if not public_url.startswith("https:"):
        if info.url:
            return fault(
                part,
                f"messages are brought to {info.url}, while we would fetch them",
                "Set ENLACE_PUBLIC_URL to an https address, or start the worker, which ends it.",
            )
        return ok(part, "none: without an https address messages are fetched")
    if (httpx.URL(public_url).port or PORTS[0]) not in PORTS:
        return fault(
            part, "Telegram reaches no such port", "Use 443, 80, 88 or 8443 in ENLACE_PUBLIC_URL."
        )
    if info.url != expected:
        return fault(
            part,
            f"messages are brought to {info.url or 'nowhere'}, not to {expected}",
            "Start `enlace serve` or a worker, which sets it; stop others that use this bot.",
        )
    failed = info.last_error_date
    if failed and datetime.now(UTC) - failed < LATELY:
        return warning(
            part,
            f"Telegram could not reach us: {info.last_error_message}",
            "Look at the proxy and its certificate; Telegram tries again by itself.",
        )
    if info.pending_update_count > MANY:
        return warning(
            part,
            f"{info.pending_update_count} messages wait at Telegram",
            "Look whether the web part answers; Telegram keeps them for a day.",
        )
    return ok(part, f"set to {expected}")


async def _secret(settings: Settings, secret: str) -> Finding:
    """Whether what Telegram shows is what the running service expects; an update without content
    changes nothing."""
    part = "Telegram secret"
    if not settings.public_url:
        return skipped(part, "no public address to try it at")
    empty = json.dumps({"update_id": 0})
    headers = {SECRET_HEADER: secret, "Content-Type": "application/json"}
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            url = f"{settings.public_url}{PATH}"
            answer = await client.post(url, content=empty, headers=headers)
    except httpx.HTTPError:
        return skipped(part, "the service does not answer")
    if answer.status_code == httpx.codes.FORBIDDEN:
        return fault(
            part,
            "the running service expects another one",
            "Give all parts the same TELEGRAM_WEBHOOK_SECRET, and restart them.",
        )
    return ok(part, "the service takes it")
