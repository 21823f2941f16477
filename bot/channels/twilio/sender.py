"""Sends SMS over Twilio, and looks up what became of a doubtful send."""

from datetime import timedelta
from typing import Any

from bot.channels.twilio.client import PUBLIC_API, Messages
from bot.channels.twilio.medium import Sms
from bot.conversation.channel import Outgoing

CLOCK_SKEW = timedelta(minutes=10)
"""How far Twilio's clock may be from ours when a message is looked up."""
LOOK_UP_LIMIT = 50
"""Messages to one number that a look-up reads."""
LONGEST_VALIDITY = timedelta(seconds=36_000)
"""Twilio keeps no message longer in its queue (https://www.twilio.com/docs/api/errors/21624)."""


class TwilioSms(Sms):
    """The SMS channel (see `bot.conversation.channel.Channel`)."""

    can_look_up = True

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: dict[str, str],
        status_callback: str,
        api_url: str = PUBLIC_API,
    ) -> None:
        """`sender` is `{"from_": number}` or `{"messaging_service_sid": sid}`."""
        self._messages = Messages(account_sid, auth_token, api_url)
        self._sender = sender
        self._status_callback = status_callback

    async def send(self, message: Outgoing) -> str:
        """Sends a message; see the contract for what is raised."""
        return await self._messages.create(
            to=message.address,
            body=message.text,
            status_callback=f"{self._status_callback}?outbound={message.id}",
            **validity(message),
            **self._sender,
        )

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        """The SID of a message with this text to this number that none of `known_ids` is."""
        sent = await self._messages.listed(**recent(message, message.address))
        for found in sent:
            if found.body == message.text and found.sid not in known_ids:
                return str(found.sid)
        return None

    async def close(self) -> None:
        """Closes the connections."""
        await self._messages.close()


def validity(message: Outgoing) -> dict[str, int]:
    """How long Twilio may try, so that nothing arrives after it stopped making sense."""
    if message.valid_for is None:
        return {}
    seconds = int(min(message.valid_for, LONGEST_VALIDITY).total_seconds())
    return {"validity_period": max(seconds, 1)}


def recent(message: Outgoing, address: str) -> dict[str, Any]:
    """The filters of a look-up: to this address, since it was first tried."""
    since = message.attempted_at - CLOCK_SKEW
    return {"to": address, "date_sent_after": since, "limit": LOOK_UP_LIMIT}
