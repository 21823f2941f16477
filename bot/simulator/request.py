"""Checks a request to send as strictly as Twilio does."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import phonenumbers

from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.simulator import errors
from bot.simulator.account import WHATSAPP, Account
from bot.simulator.contents import variables_of
from bot.simulator.errors import TwilioRefused
from bot.simulator.messages import Message, Offer, new_sid
from bot.simulator.state import Standin

LONGEST_VALIDITY = 36_000
"""Seconds (https://www.twilio.com/docs/api/errors/21624)."""
_SECONDS = re.compile(r"[0-9]{1,9}")
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
    if standin.behaviour.refused_code:
        raise TwilioRefused(errors.as_told(standin.behaviour.refused_code))
    if sender == form["To"]:
        raise TwilioRefused(errors.SAME_NUMBERS)
    if form["To"] in standin.behaviour.landlines:
        raise TwilioRefused(errors.NOT_MOBILE)
    if standin.optouts.holds(sender, form["To"]):
        raise TwilioRefused(errors.OPTED_OUT)
    body, offer = _content(standin, form)
    return Message(
        sid=new_sid("MM" if form.get("MediaUrl") else "SM"),
        direction="outbound-api",
        from_=_from(account, form),
        to=form["To"],
        body=body,
        created=standin.now(),
        status="accepted" if service_sid else "queued",
        service_sid=service_sid,
        callback=form.get("StatusCallback"),
        pictures=1 if form.get("MediaUrl") else 0,
        template=None if offer else form.get("ContentSid"),
        offer=offer,
        validity_seconds=int(form.get("ValidityPeriod") or LONGEST_VALIDITY),
    )


def _require(form: Mapping[str, str]) -> None:
    if not form.get("To"):
        raise TwilioRefused(errors.NO_RECIPIENT)
    if not form.get("From") and not form.get("MessagingServiceSid"):
        raise TwilioRefused(errors.NO_SENDER)
    if not (form.get("Body") or form.get("MediaUrl") or form.get("ContentSid")):
        raise TwilioRefused(errors.NO_BODY)


def _check(form: Mapping[str, str]) -> None:
    if not _is_phone(form["To"].removeprefix(WHATSAPP)):
        raise TwilioRefused(errors.recipient_invalid(form["To"]))
    if form.get("From") and _is_whatsapp(form["From"]) != _is_whatsapp(form["To"]):
        raise TwilioRefused(errors.OTHER_CHANNEL)
    if not _is_validity(form.get("ValidityPeriod", "1")):
        raise TwilioRefused(errors.VALIDITY_INVALID)
    if len(form.get("Body", "")) > MAX_CHARACTERS:
        raise TwilioRefused(errors.BODY_TOO_LONG)
    callback = form.get("StatusCallback")
    if callback and not _is_address(callback):
        raise TwilioRefused(errors.CALLBACK_INVALID)


def _content(standin: Standin, form: Mapping[str, str]) -> tuple[str, Offer | None]:
    """The message's text and what it offers; the words of an approved template are not known."""
    if "ContentSid" not in form:
        if "ContentVariables" in form:
            raise TwilioRefused(errors.NO_CONTENT)
        return form.get("Body", ""), None
    content = standin.contents.find(form["ContentSid"])
    if content is None and form["ContentSid"] not in standin.contents.approved:
        raise TwilioRefused(errors.TEMPLATE_INVALID)
    variables = variables_of(form.get("ContentVariables", ""))
    return content.filled(variables) if content else ("", None)


def _is_validity(seconds: str) -> bool:
    return bool(_SECONDS.fullmatch(seconds)) and 1 <= int(seconds) <= LONGEST_VALIDITY


def _is_whatsapp(address: str) -> bool:
    return address.startswith(WHATSAPP)


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
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:  # no country has this code
        return False


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
    except ValueError:
        return False
