"""WhatsApp over Twilio: free text within a day of the person's last message, templates after.

Within that day choices are buttons or a list, and numbered lines where WhatsApp has neither for
them or Twilio does not take them.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.channels.twilio.buttons import LONGEST_BODY, Interactive, interactive
from bot.channels.twilio.client import PUBLIC_API, Messages
from bot.channels.twilio.contents import Contents
from bot.channels.twilio.sender import recent, validity
from bot.conversation.channel import Outgoing, Rejected
from bot.conversation.choices import choice_value
from bot.conversation.render import numbered

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
    numbers_choices = False
    is_fetched = False
    longest: int | None = LONGEST_BODY
    """What goes with buttons; as free text, Twilio takes more, and the numbered lines with it."""

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
        openers: Mapping[str, str] | None = None,
    ) -> None:
        """`number` is the sender's, in E.164.

        `openers` are what opens a list, by language; without them all choices are numbers.
        """
        self._messages = Messages(account_sid, auth_token, api_url)
        self._contents = Contents(self._messages.client)
        self._from = f"{PREFIX}{number}"
        self._status_callback = status_callback
        self._openers = openers or {}

    async def send(self, message: Outgoing) -> str:
        """Sends a message, as its template where it has one; raises as the contract says."""
        if message.template is not None:
            template = message.template
            return await self._create(message, **_content(template["sid"], template["variables"]))
        offer = self._offer(message)
        sid = await self._contents.sid_of(offer, message.attempted_at) if offer else None
        if offer and sid:
            try:
                return await self._create(message, **_content(sid, offer.variables))
            except Rejected as refused:  # nothing went out
                if refused.consequence:
                    raise
                self._contents.rest(message.attempted_at, refused.code)
        return await self._create(message, body=numbered(message.text, message.choices))

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        """The SID of a message with this text to this address that none of `known_ids` is."""
        sent = await self._messages.listed(**recent(message, f"{PREFIX}{message.address}"))
        for found in sent:
            is_ours = found.direction == "outbound-api" and found.sid not in known_ids
            if is_ours and _says(str(found.body or ""), message):
                return str(found.sid)
        return None

    async def close(self) -> None:
        """Closes the connections."""
        await self._messages.close()

    def _offer(self, message: Outgoing) -> Interactive | None:
        opener = self._openers.get(message.language)
        if opener is None or message.is_numbered:
            return None
        places = range(1, len(message.choices) + 1)
        values = [choice_value(message.id, place) for place in places]
        return interactive(message.text, message.choices, values, opener)

    async def _create(self, message: Outgoing, **content: Any) -> str:
        return await self._messages.create(
            to=f"{PREFIX}{message.address}",
            from_=self._from,
            status_callback=f"{self._status_callback}?outbound={message.id}",
            **validity(message),
            **content,
        )


def _content(sid: str, variables: Mapping[str, str]) -> dict[str, str]:
    return {
        "content_sid": sid,
        "content_variables": json.dumps(variables, ensure_ascii=False),
    }


def _says(body: str, message: Outgoing) -> bool:
    """Whether what Twilio lists may be this message.

    A template is worded by WhatsApp, so the newest that is unknown is meant. Buttons and lists show
    their text, and no page of Twilio's says whether anything else, or it alone.
    """
    if message.template is not None:
        return True
    if not message.choices:
        return body == message.text
    return not body or body.startswith(message.text)
