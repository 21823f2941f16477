"""WhatsApp over Twilio: free text within a day of the person's last message, templates after.

Choices are numbered lines: WhatsApp's buttons and lists exist over Twilio only as content made and
stored beforehand, while our choices are put together in each turn (docs/channels/twilio.md).
"""

import json
import unicodedata
from datetime import timedelta
from typing import Any

from bot.channels.twilio.client import PUBLIC_API, Messages
from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.channels.twilio.sender import recent, validity
from bot.conversation.channel import Outgoing, Template

NAME = "whatsapp"
PREFIX = "whatsapp:"
"""Before the E.164 number in Twilio's addresses; ours are stored without."""
WINDOW = timedelta(hours=24)
"""https://www.twilio.com/docs/whatsapp/best-practices-and-faqs"""
PER_SECOND = 80.0
"""Messages a sender may send; above it Twilio answers 63018 (messaging-facts §1)."""


class WhatsApp:
    """WhatsApp as the outbox sees it (see `bot.conversation.channel.Medium`)."""

    name = NAME
    numbers_choices = True
    is_fetched = False
    longest: int | None = MAX_CHARACTERS

    def fit(self, text: str) -> str:
        """Any text fits."""
        return unicodedata.normalize("NFC", text)

    def segments(self, text: str) -> int | None:
        """None: a message is billed as one, however long."""
        return None


class TwilioWhatsApp(WhatsApp):
    """The WhatsApp channel (see `bot.conversation.channel.Channel`)."""

    can_look_up = True

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        number: str,
        status_callback: str,
        api_url: str = PUBLIC_API,
    ) -> None:
        """`number` is the sender's, in E.164."""
        self._messages = Messages(account_sid, auth_token, api_url)
        self._from = f"{PREFIX}{number}"
        self._status_callback = status_callback

    async def send(self, message: Outgoing) -> str:
        """Sends a message, as its template where it has one; raises as the contract says."""
        return await self._messages.create(
            to=f"{PREFIX}{message.address}",
            from_=self._from,
            status_callback=f"{self._status_callback}?outbound={message.id}",
            **validity(message),
            **_content(message.text, message.template),
        )

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        """The SID of a message with this text to this address that none of `known_ids` is.

        What a template says is worded by WhatsApp, so of those the newest that is unknown is meant.
        """
        sent = await self._messages.listed(**recent(message, f"{PREFIX}{message.address}"))
        for found in sent:
            is_same = message.template is not None or found.body == message.text
            if is_same and found.direction == "outbound-api" and found.sid not in known_ids:
                return str(found.sid)
        return None

    async def close(self) -> None:
        """Closes the connections."""
        await self._messages.close()


def _content(text: str, template: Template | None) -> dict[str, Any]:
    if template is None:
        return {"body": text}
    return {
        "content_sid": template["sid"],
        "content_variables": json.dumps(template["variables"], ensure_ascii=False),
    }
