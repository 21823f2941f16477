"""What the doctor says of Twilio and Telegram, asked of strict stand-ins."""

import pytest

from bot.checkup import Finding, telegram, twilio
from bot.settings import Settings
from tests.checkup.providers import ADDRESS, BOT_TOKEN, NUMBER, SECRET_TOKEN, SERVICE, Providers

WRONG = "+13125550111"


def faults(findings: list[Finding]) -> list[str]:
    return [finding.part for finding in findings if finding.state == "fault"]


async def test_all_is_well_where_it_is(settings: Settings, providers: Providers) -> None:
    providers.set_webhook(f"{ADDRESS}/webhooks/telegram")
    findings = [*await twilio.check(settings), *await telegram.check(settings)]
    assert [(finding.part, finding.state) for finding in findings] == [
        ("Twilio account", "ok"),
        ("SMS number", "ok"),
        ("SMS rate", "ok"),
        ("WhatsApp sender", "ok"),
        ("WhatsApp buttons", "ok"),
        ("Telegram bot", "ok"),
        ("Telegram webhook", "ok"),
    ]


@pytest.mark.parametrize(
    ("wrong", "part", "says"),
    [
        ({"TWILIO_AUTH_TOKEN": "another token"}, "Twilio account", "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_ACCOUNT_SID": "AC" + "8" * 32}, "Twilio account", "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_AUTH_TOKEN": None}, "Twilio", "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_FROM": WRONG}, "SMS number", "TWILIO_FROM"),
        ({"TWILIO_FROM": None, "TWILIO_WHATSAPP_FROM": None}, "SMS", "TWILIO_FROM"),
        ({"TWILIO_WHATSAPP_FROM": WRONG}, "WhatsApp sender", "TWILIO_WHATSAPP_FROM"),
        (
            {"TWILIO_MESSAGING_SERVICE_SID": "MG" + "4" * 32},
            "Messaging Service",
            "TWILIO_MESSAGING_SERVICE_SID",
        ),
        (
            {"ENLACE_PUBLIC_URL": "https://moved.example.org", "TWILIO_WHATSAPP_FROM": None},
            "SMS number",
            "https://moved.example.org/webhooks/twilio",
        ),
        ({"TWILIO_API_URL": "http://127.0.0.1:9"}, "Twilio", "TWILIO_API_URL"),
    ],
)
async def test_what_is_wrong_with_twilio_is_said_and_how_to_mend_it(
    providers: Providers, wrong: dict[str, str | None], part: str, says: str
) -> None:
    findings = await twilio.check(providers.settings(**wrong))
    assert faults(findings) == [part]
    [found] = [finding for finding in findings if finding.state == "fault"]
    assert says in f"{found.found} {found.mend}"


async def test_buttons_that_cannot_be_made_are_a_warning_and_may_be_turned_off(
    providers: Providers,
) -> None:
    providers.behave(without_contents=True)
    *_, found = await twilio.check(providers.settings())
    assert (found.part, found.state) == ("WhatsApp buttons", "warning")
    *_, found = await twilio.check(providers.settings(TWILIO_WHATSAPP_BUTTONS="0"))
    assert found.state == "skipped"
    providers.behave()


async def test_a_messaging_service_is_asked_where_it_brings_messages(providers: Providers) -> None:
    settings = providers.settings(TWILIO_MESSAGING_SERVICE_SID=SERVICE)
    [_, service, *_] = await twilio.check(settings)
    assert (service.part, service.state) == ("Messaging Service", "ok")


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"TELEGRAM_BOT_TOKEN": "5550177:another-token-of-that-bot"}, "Telegram bot"),
        ({"TELEGRAM_BOT_TOKEN": "no token"}, "Telegram bot"),
        ({"TELEGRAM_API_URL": "http://127.0.0.1:9"}, "Telegram bot"),
        ({"ENLACE_PUBLIC_URL": "https://moved.example.org"}, "Telegram webhook"),
        ({"ENLACE_PUBLIC_URL": "https://enlace.example.org:8000"}, "Telegram webhook"),
        ({"ENLACE_PUBLIC_URL": "http://127.0.0.1:8000"}, "Telegram webhook"),
    ],
)
async def test_what_is_wrong_with_telegram_is_said(
    providers: Providers, wrong: dict[str, str], part: str
) -> None:
    providers.set_webhook(f"{ADDRESS}/webhooks/telegram")
    assert faults(await telegram.check(providers.settings(**wrong))) == [part]


async def test_no_secret_is_shown(providers: Providers) -> None:
    """Neither in findings nor in what the library says of a failed request."""
    for other in (
        {},
        {"TWILIO_API_URL": "http://127.0.0.1:9"},
        {"TELEGRAM_API_URL": "http://x.invalid"},
    ):
        settings = providers.settings(**other)
        said = repr([*await twilio.check(settings), *await telegram.check(settings)])
        assert SECRET_TOKEN not in said
        assert BOT_TOKEN.partition(":")[2] not in said
        assert NUMBER in said or other
