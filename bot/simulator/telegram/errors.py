"""The Bot API's refusals, as Telegram words them (https://core.telegram.org/bots/api)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way the Bot API says no; ``status`` is also the HTTP status of the answer."""

    status: int
    description: str
    retry_after: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class TelegramRefused(Exception):
    """A request to the stand-in that Telegram would refuse."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


def bad_request(description: str) -> TelegramRefused:
    """A request that is wrong, and will be."""
    return TelegramRefused(Refusal(400, f"Bad Request: {description}"))


def too_fast(seconds: int) -> TelegramRefused:
    """More messages than may be sent."""
    description = f"Too Many Requests: retry after {seconds}"
    return TelegramRefused(Refusal(429, description, seconds))


NOT_FOUND = Refusal(404, "Not Found")
NO_SUCH_METHOD = Refusal(404, "Not Found: method not found")
UNAUTHORIZED = Refusal(401, "Unauthorized")
BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
NOT_IN_GROUP = Refusal(403, "Forbidden: bot is not a member of the group chat")
WEBHOOK_IS_SET = Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)
OTHER_FETCHES = Refusal(
    409,
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
)
BROKEN = Refusal(500, "Internal Server Error")
DOWN = Refusal(502, "Bad Gateway")
