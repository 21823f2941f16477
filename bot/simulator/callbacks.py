"""A message's way after it was accepted, and the status callbacks that tell of it.

None is sent for the first status, and they may come in any order
(https://www.twilio.com/docs/messaging/guides/track-outbound-message-status).
"""

import asyncio
from datetime import timedelta

import httpx

from bot.simulator.account import WHATSAPP
from bot.simulator.errors import (
    VALIDITY_EXPIRED,
    WHATSAPP_CONTENT_REFUSED,
    WHATSAPP_WINDOW_CLOSED,
)
from bot.simulator.messages import API_VERSION, Message, Offer, Status
from bot.simulator.signing import post_signed
from bot.simulator.state import Standin

WHATSAPP_WINDOW = timedelta(hours=24)
"""Free-form WhatsApp messages are delivered this long after the person's last message
(https://www.twilio.com/docs/whatsapp/best-practices-and-faqs)."""

MOST_BUTTONS = 3
"""Buttons of a message within a session (https://www.twilio.com/docs/content/twilio-quick-reply)."""


async def deliver(standin: Standin, message: Message, client: httpx.AsyncClient) -> None:
    """Take an accepted message to its end, reporting each status to its callback address."""
    forms = []
    for status, error_code in _road(standin, message):
        await asyncio.sleep(standin.behaviour.callback_delay_seconds)
        standin.change(message, status, error_code)
        forms.append(_form(standin, message))
        if standin.behaviour.callbacks in ("in_order", "duplicated"):
            await _report(standin, message, forms[-1], client)
    if standin.behaviour.callbacks == "reversed":
        forms.reverse()
    if standin.behaviour.callbacks in ("reversed", "duplicated"):
        for form in forms:
            await _report(standin, message, form, client)


def _road(standin: Standin, message: Message) -> list[tuple[Status, int | None]]:
    road: list[tuple[Status, int | None]] = [("queued", None)] if message.service_sid else []
    error_code = _obstacle(standin, message)
    if error_code:
        return [*road, ("undelivered", error_code)]
    return [*road, ("sent", None), ("delivered", None)]


def _obstacle(standin: Standin, message: Message) -> int | None:
    if message.to in standin.behaviour.unreachable:
        return standin.behaviour.unreachable_code
    if standin.behaviour.queue_seconds > message.validity_seconds:
        return VALIDITY_EXPIRED
    if message.offer and not _is_taken(message.offer):
        return WHATSAPP_CONTENT_REFUSED
    is_free_text = message.template is None
    if message.to.startswith(WHATSAPP) and is_free_text and not _wrote_lately(standin, message):
        return WHATSAPP_WINDOW_CLOSED
    return None


def _is_taken(offer: Offer) -> bool:
    """Whether WhatsApp shows it within a session, where nothing is approved."""
    ids, titles = ({getattr(each, name) for each in offer.buttons} for name in ("id", "title"))
    if len(ids) < len(offer.buttons):
        return False
    if offer.kind == "list_picker":
        return True
    return len(offer.buttons) <= MOST_BUTTONS and len(titles) == len(offer.buttons)


def _wrote_lately(standin: Standin, message: Message) -> bool:
    since = message.created - WHATSAPP_WINDOW
    return any(
        other.direction == "inbound" and other.created >= since
        for other in standin.conversation(message.to)
    )


def _form(standin: Standin, message: Message) -> dict[str, str]:
    form = {
        "AccountSid": standin.account.sid,
        "ApiVersion": API_VERSION,
        "From": message.from_ or "",
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.to,
    }
    if message.service_sid:
        form["MessagingServiceSid"] = message.service_sid
    if message.error_code:
        form["ErrorCode"] = str(message.error_code)
    return form


async def _report(
    standin: Standin, message: Message, form: dict[str, str], client: httpx.AsyncClient
) -> None:
    if not message.callback:
        return
    try:
        answer = await post_signed(client, message.callback, form, standin.account.token)
        answer.raise_for_status()
    except httpx.HTTPError:
        standin.callback_failures += 1
