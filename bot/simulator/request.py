"""Checks a request to send as strictly as Twilio does."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import phonenumbers

from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.simulator import errors
from bot.simulator.account import WHATSAPP, Account
from bot.simulator.errors import TwilioRefused
from bot.simulator.messages import Message, new_sid
from bot.simulator.state import Standin

_E164 = re.compile(r"\+[1-9]\d{6,14}")


def accept(standin: Standin, form: Mapping[str, str]) -> Message:
    """Make the message that ``form`` (Twilio's parameters) asks for.

    Raises:
        TwilioRefused: with the code Twilio answers.
    """
    _require(form)
    account = standin.account
    service_sid = form.get("MessagingServiceSid")
    sender = _service(account, service_sid) if service_sid else _number(account, form["From"])
    _check(form)
    if sender == form["To"]:
        raise TwilioRefused(errors.SAME_NUMBERS)
    if standin.optouts.holds(sender, form["To"]):
        raise TwilioRefused(errors.OPTED_OUT)
    return Message(
        sid=new_sid("MM" if form.get("MediaUrl") else "SM"),
        direction="outbound-api",
        from_=_from(account, form),
        to=form["To"],
        body=form.get("Body", ""),
        created=standin.now(),
        status="accepted" if service_sid else "queued",
        service_sid=service_sid,
        callback=form.get("StatusCallback"),
        pictures=1 if form.get("MediaUrl") else 0,
    )


def _require(form: Mapping[str, str]) -> None:
    if not form.get("To"):
        raise TwilioRefused(errors.NO_RECIPIENT)
    if not form.get("From") and not form.get("MessagingServiceSid"):
        raise TwilioRefused(errors.NO_SENDER)
    if not form.get("Body") and not form.get("MediaUrl"):
        raise TwilioRefused(errors.NO_BODY)


def _check(form: Mapping[str, str]) -> None:
    if not _is_phone(form["To"].removeprefix(WHATSAPP)):
        raise TwilioRefused(errors.recipient_invalid(form["To"]))
    if len(form.get("Body", "")) > MAX_CHARACTERS:
        raise TwilioRefused(errors.BODY_TOO_LONG)
    callback = form.get("StatusCallback")
    if callback and not _is_address(callback):
        raise TwilioRefused(errors.CALLBACK_INVALID)


def _service(account: Account, service_sid: str) -> str:
    if service_sid != account.messaging_service_sid:
        raise TwilioRefused(errors.NO_SUCH_SERVICE)
    return service_sid


def _number(account: Account, number: str) -> str:
    if number not in account.numbers:
        raise TwilioRefused(errors.sender_not_owned(number))
    return number


def _from(account: Account, form: Mapping[str, str]) -> str:
    return form.get("From") or account.sender(form["To"].startswith(WHATSAPP))


def _is_phone(number: str) -> bool:
    if not _E164.fullmatch(number):
        return False
    return phonenumbers.is_possible_number(phonenumbers.parse(number))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
    except ValueError:
        return False
