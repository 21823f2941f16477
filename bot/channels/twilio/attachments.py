"""What came with a message, or instead of one: MMS media, and places shared on WhatsApp."""

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


def attachment_of(form: Mapping[str, str]) -> Attachment | None:
    """The first attachment of an incoming message, by Twilio's parameters of the webhook.

    https://www.twilio.com/docs/messaging/guides/webhook-request
    """
    if form.get("Latitude"):
        return "place"
    if form.get("NumMedia", "") in ("", "0"):
        return None
    media_type = form.get("MediaContentType0", "")
    if media_type in CARDS:
        return "contact"
    return KINDS.get(media_type.partition("/")[0], "file")
