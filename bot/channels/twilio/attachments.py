"""What came with a message, or instead of one: MMS media, and places shared on WhatsApp."""

import re
from collections.abc import Mapping
from typing import Final

from bot.conversation.inbox import Attachment

CARDS = ("text/vcard", "text/x-vcard")
KINDS: Final[Mapping[str, Attachment]] = {
    "audio": "voice",
    "image": "picture",
    "video": "picture",
}
"""By the first part of a media type; all others are files."""
SOME = re.compile(r"0*[1-9][0-9]*")
"""A number of media, if there are any."""


def attachment_of(form: Mapping[str, str]) -> Attachment | None:
    """The first attachment of an incoming message, by Twilio's parameters of the webhook.

    https://www.twilio.com/docs/messaging/guides/webhook-request
    """
    if form.get("Latitude"):
        return "place"
    if not SOME.fullmatch(form.get("NumMedia", "")):
        return None
    media_type = form.get("MediaContentType0", "")
    if media_type in CARDS:
        return "contact"
    return KINDS.get(media_type.partition("/")[0], "file")
