"""A message as the stand-in keeps it, and as Twilio's API shows it."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Literal
from uuid import uuid4

from bot.channels.twilio.segments import segments
from bot.simulator.account import WHATSAPP

API_VERSION = "2010-04-01"

Direction = Literal["inbound", "outbound-api", "outbound-reply"]
Status = Literal["accepted", "queued", "sent", "delivered", "undelivered", "received"]


def new_sid(prefix: str) -> str:
    """An id in Twilio's form: two letters and 32 hexadecimal digits."""
    return prefix + uuid4().hex


@dataclass(frozen=True, slots=True)
class Button:
    """One choice of a WhatsApp message; ``id`` is what a tap sends back."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """The buttons of a WhatsApp message, or its list, which ``opener`` opens."""

    kind: Literal["quick_reply", "list_picker"]
    buttons: tuple[Button, ...]
    opener: str = ""


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, either way; ``from_`` is unknown until a Messaging Service has chosen it."""

    sid: str
    direction: Direction
    from_: str | None
    to: str
    body: str
    created: datetime
    status: Status
    service_sid: str | None = None
    callback: str | None = None
    pictures: int = 0
    is_place: bool = False
    template: str | None = None
    """The approved template it is sent as (``HX`` and 32 hexadecimal digits)."""
    offer: Offer | None = None
    """Its buttons or list, where it is sent as another content."""
    validity_seconds: int = 36_000
    """How long it may stay in the queue."""
    updated: datetime | None = None
    sent: datetime | None = None
    error_code: int | None = None

    @property
    def segments(self) -> int:
        """Segments it is billed as; a WhatsApp message, and one with a picture, counts as one."""
        if self.pictures or self.to.startswith(WHATSAPP):
            return 1
        return segments(self.body).count

    @property
    def phone(self) -> str | None:
        """The resident's address, whichever way the message went."""
        return self.from_ if self.direction == "inbound" else self.to

    def as_json(self, account_sid: str) -> dict[str, Any]:
        """The message as Twilio's Message resource (counts are strings there)."""
        uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{self.sid}"
        waits_for_sender = self.status == "accepted"
        return {
            "account_sid": account_sid,
            "api_version": API_VERSION,
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.updated or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": self.from_,
            "messaging_service_sid": self.service_sid,
            "num_media": str(self.pictures),
            "num_segments": "0" if waits_for_sender else str(self.segments),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "tags": None,
            "to": self.to,
            "uri": f"{uri}.json",
        }
