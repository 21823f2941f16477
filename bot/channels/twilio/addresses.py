"""Who writes to us over Twilio: whose address can be one, and whom to answer."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

from bot.channels.twilio import medium, whatsapp

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164."""
SHORT_CODE = re.compile(r"[0-9]{3,8}")
ALPHANUMERIC = re.compile(r"(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9 +&_-]{1,11}")
"""A sender's name in place of a number: up to 11 characters, a letter among them, and no way back
(https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id)."""
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
"""In place of the number of somebody who goes by a user name on WhatsApp, a business-scoped one
(https://www.twilio.com/en-us/changelog/whatsapp-bsuid-format-in-conversations-and-webhook-fields).
"""
SCHEME = re.compile(r"[a-z]{1,20}")
"""What stands before the colon in an address that is no phone's: whatsapp, rcs, messenger."""
BY_CHANNEL = {medium.NAME: (PHONE, SHORT_CODE, ALPHANUMERIC), whatsapp.NAME: (PHONE, USER_ID)}


@dataclass(frozen=True)
class Sender:
    """Where a message comes from."""

    channel: str
    address: str

    @property
    def takes_answers(self) -> bool:
        """Whether anything can be sent there."""
        return self.channel != medium.NAME or not ALPHANUMERIC.fullmatch(self.address)


def sender_of(address: str) -> Sender:
    """Reads an address as Twilio writes it; raises ValueError where it can be none."""
    scheme, colon, rest = address.rpartition(":")
    sender = Sender(scheme, rest) if colon else Sender(medium.NAME, address)
    kinds = BY_CHANNEL.get(sender.channel, ())
    is_known = any(kind.fullmatch(sender.address) for kind in kinds)
    is_elsewhere = not kinds and SCHEME.fullmatch(scheme)
    if not (is_known or is_elsewhere):
        raise ValueError("The parameter From is no address.")
    return sender


def why_unanswered(form: Mapping[str, str], own: Container[str]) -> str | None:
    """Why a message of these parameters must get no answer; None where it may.

    `own` are our senders' addresses. A message from them went round in a circle; where a Messaging
    Service has numbers that we are not told, one at least does not write to itself.
    """
    if form["From"] in own or form["From"] == form.get("To"):
        return "it comes from our own number"
    return None if sender_of(form["From"]).takes_answers else "its sender takes no answers"
