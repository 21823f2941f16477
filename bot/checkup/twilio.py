"""Twilio: account, senders, and where it brings messages, asked of its API."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from bot.channels.twilio.buttons import PREFIX
from bot.channels.twilio.client import UNANSWERED, ApiAddress
from bot.checkup.finding import Finding, fault, ok, skipped, warning
from bot.settings import Settings

PATH = "/webhooks/twilio"
UNAUTHORIZED, NOT_FOUND = 401, 404
ONLINE = frozenset({"ONLINE", "ONLINE:UPDATING"})


async def check(settings: Settings) -> list[Finding]:
    """The account first; its senders only where it lets us in."""
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if not (sid and token):
        missing = "TWILIO_AUTH_TOKEN" if sid else "TWILIO_ACCOUNT_SID"
        if sid or token:
            return [fault("Twilio", f"{missing} is not set", "Copy it from Twilio's console.")]
        return [skipped("Twilio", "not set up", "docs/channels/twilio.md tells how.")]
    client = Client(sid, token.get_secret_value(), http_client=ApiAddress(settings.twilio_api_url))
    try:
        account = await _account(client, sid)
        if account.state == "fault":
            return [account]
        return [account, *[finding async for finding in _senders(client, settings)]]
    except UNANSWERED as error:
        return [
            fault(
                "Twilio",
                f"{settings.twilio_api_url} cannot be asked ({type(error).__name__})",
                "Look at this machine's way to the internet, and at TWILIO_API_URL.",
            )
        ]
    finally:
        await client.http_client.close()


async def _account(client: Client, sid: str) -> Finding:
    part = "Twilio account"
    try:
        account = await client.api.v2010.accounts(sid).fetch_async()
    except TwilioRestException as error:
        if error.status not in (UNAUTHORIZED, NOT_FOUND):
            raise
        return fault(
            part,
            "Twilio does not know this account with this token",
            "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the console again.",
        )
    if account.status != "active":
        return fault(part, f"it is {account.status}", "Settle it in Twilio's console, Billing.")
    if account.type == "Trial":
        return warning(
            part, "it is a trial: only verified numbers get messages", "Upgrade it in the console."
        )
    return ok(part, "active")


async def _senders(client: Client, settings: Settings) -> AsyncIterator[Finding]:
    webhook = f"{settings.public_url}{PATH}" if settings.public_url else None
    if settings.twilio_messaging_service_sid:
        yield await _service(client, settings.twilio_messaging_service_sid, webhook)
    elif settings.twilio_from:
        yield await _number(client, settings.twilio_from, webhook)
    elif not settings.twilio_whatsapp_from:
        yield fault(
            "SMS",
            "there is no sender",
            "Set TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM (or TWILIO_WHATSAPP_FROM).",
        )
    if settings.twilio_from or settings.twilio_messaging_service_sid:
        yield _registration(settings)
    if settings.twilio_whatsapp_from:
        yield await _whatsapp(client, settings.twilio_whatsapp_from, webhook)
        yield await _buttons(client, settings)


async def _number(client: Client, number: str, webhook: str | None) -> Finding:
    part = "SMS number"
    found = await client.incoming_phone_numbers.list_async(phone_number=number, limit=1)
    if not found or found[0].phone_number != number:
        return fault(
            part,
            f"{number} is not of this account",
            "Set TWILIO_FROM to one of its numbers, in E.164, such as +13125550100.",
        )
    if not _can_text(found[0].capabilities):
        return fault(part, f"{number} cannot text", "Buy a number with SMS, and set TWILIO_FROM.")
    if found[0].sms_application_sid:
        return warning(
            part,
            f"{number} brings messages to a TwiML application",
            "In the console choose Webhook instead, or set the same address there.",
        )
    return _brings(part, number, found[0].sms_url, found[0].sms_method, webhook)


async def _service(client: Client, sid: str, webhook: str | None) -> Finding:
    part = "Messaging Service"
    try:
        service = await client.messaging.v1.services(sid).fetch_async()
        numbers = await client.messaging.v1.services(sid).phone_numbers.list_async(limit=20)
    except TwilioRestException as error:
        if error.status != NOT_FOUND:
            raise
        return fault(
            part, "it is not of this account", "Copy TWILIO_MESSAGING_SERVICE_SID again (MG…)."
        )
    if not numbers:
        return fault(part, "its sender pool is empty", "Add a number to it in the console.")
    if service.use_inbound_webhook_on_number:
        return await _number(client, str(numbers[0].phone_number), webhook)
    url, method = service.inbound_request_url, service.inbound_method
    return _brings(part, f"{len(numbers)} numbers in its pool", url, method, webhook)


async def _whatsapp(client: Client, number: str, webhook: str | None) -> Finding:
    part, address = "WhatsApp sender", f"whatsapp:{number}"
    senders = await client.messaging.v2.channels_senders.list_async(channel="whatsapp")
    sender = next((each for each in senders if each.sender_id == address), None)
    if sender is None:
        return fault(
            part,
            f"{number} is no WhatsApp sender of this account",
            "Register it in the console, or correct TWILIO_WHATSAPP_FROM.",
        )
    if sender.status not in ONLINE:
        return fault(
            part, f"{number} is {sender.status}", "Finish its registration in the console."
        )
    hook = sender.webhook
    url = _of(hook, "callback_url")
    return _brings(part, number, url, _of(hook, "callback_method"), webhook)


async def _buttons(client: Client, settings: Settings) -> Finding:
    """Whether choices can be buttons: we may see and make contents, which nothing else needs."""
    part = "WhatsApp buttons"
    if not settings.twilio_whatsapp_buttons:
        return skipped(part, "turned off", "Choices are numbers: TWILIO_WHATSAPP_BUTTONS is 0.")
    try:
        found = await client.content.v1.contents.list_async()
    except TwilioException:
        return warning(
            part,
            "Twilio's Content API does not answer us: choices are numbers",
            "See Twilio's status page; to be rid of this line, TWILIO_WHATSAPP_BUTTONS=0.",
        )
    ours = sum(1 for each in found if str(each.friendly_name).startswith(PREFIX))
    return ok(part, f"{ours} contents made for them so far")


def _of(value: Any, name: str) -> str | None:
    """A field, whether the library gives an object or what the API said."""
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def _can_text(capabilities: Any) -> bool:
    sms = _of(capabilities, "sms") or _of(capabilities, "SMS")
    return bool(sms)


def _brings(
    part: str, what: str, url: str | None, method: str | None, webhook: str | None
) -> Finding:
    """Whether messages are brought to us; Twilio's signature covers the address to the letter."""
    if webhook is None:
        return warning(
            part,
            f"{what}; nobody knows where messages are to be brought",
            "Set ENLACE_PUBLIC_URL.",
        )
    if url != webhook:
        return fault(
            part,
            f"{what}; messages are brought to {url or 'nowhere'}",
            f"Set {webhook} in Twilio's console, or correct ENLACE_PUBLIC_URL.",
        )
    if method and method.upper() != "POST":
        return fault(part, f"{what}; messages come by {method}", "Choose HTTP POST in the console.")
    return ok(part, f"{what}; brings messages to us")


def _registration(settings: Settings) -> Finding:
    part = "SMS rate"
    if settings.twilio_segments_per_second or settings.twilio_sender not in (None, "long_code"):
        return ok(part, f"as of {settings.twilio_sender or 'TWILIO_SEGMENTS_PER_SECOND'}")
    if settings.twilio_sender == "long_code":
        return warning(
            part,
            "the number is not registered: carriers filter it, one segment a second",
            "Register it for 10DLC (docs/channels/twilio.md), then set TWILIO_SENDER.",
        )
    return warning(
        part,
        "nothing says how fast the sender may send",
        "Set TWILIO_SENDER to its kind, such as 10dlc_low or toll_free.",
    )
