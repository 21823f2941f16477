"""Twilio's refusals, by code (https://www.twilio.com/docs/api/errors)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way Twilio says no, as it words it; ``status`` is the HTTP status of the answer."""

    code: int
    message: str
    status: int = 400

    def as_json(self) -> dict[str, str | int]:
        """The body of the answer."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


class TwilioRefused(Exception):
    """A request to the stand-in that Twilio would refuse."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


DATE_INVALID = Refusal(20001, "Invalid date")
NOT_AUTHENTICATED = Refusal(20003, "Authenticate", 401)
CONTENT_INVALID = Refusal(20001, "Invalid content")
TOO_FAST = Refusal(20429, "Too Many Requests", 429)
BROKEN = Refusal(20500, "An internal server error has occurred", 500)
DOWN = Refusal(20503, "Service unavailable", 503)
SAME_NUMBERS = Refusal(21266, "'To' and 'From' number cannot be the same")
NO_BODY = Refusal(21602, "Message body is required.")
NO_SENDER = Refusal(21603, "A 'From' phone number is required.")
NO_RECIPIENT = Refusal(21604, "A 'To' phone number is required.")
NOT_MOBILE = Refusal(21614, "'To' number is not a valid mobile number")
VALIDITY_INVALID = Refusal(21624, "Invalid validity period value")
NO_CONTENT = Refusal(21654, "ContentSid Required")
TEMPLATE_INVALID = Refusal(21655, "The ContentSid is Invalid")
VARIABLES_INVALID = Refusal(21656, "The ContentVariables Parameter is invalid")
OTHER_CHANNEL = Refusal(
    21910, "Invalid From and To pair. From and To should be of the same channel"
)
CALLBACK_INVALID = Refusal(21609, "The 'StatusCallback' URL is not a valid URL.")
OPTED_OUT = Refusal(21610, "Attempt to send to unsubscribed recipient")
BODY_TOO_LONG = Refusal(21617, "The concatenated message body exceeds the 1600 character limit")
NO_SUCH_SERVICE = Refusal(21701, "The Messaging Service does not exist")


def as_told(code: int) -> Refusal:
    """A refusal with the code that somebody wants to see."""
    return Refusal(code, "As it was told to")


def recipient_invalid(number: str) -> Refusal:
    """``To`` is not a phone number in E.164."""
    return Refusal(21211, f"The 'To' number {number} is not a valid phone number.")


def sender_not_owned(number: str) -> Refusal:
    """``From`` is not a number of the account."""
    return Refusal(
        21606,
        f"The From phone number {number} is not a valid, SMS-capable inbound phone number "
        "or short code for your account.",
    )


def not_found(path: str) -> Refusal:
    """Nothing of the account is at ``path``."""
    return Refusal(20404, f"The requested resource {path} was not found", 404)


WEBHOOK_FAILED = 11200
"""Error code of a webhook that did not answer, or not with success."""

WEBHOOK_ANSWER_INVALID = 12300
"""Error code of a webhook's answer that is neither empty, XML nor plain text."""

VALIDITY_EXPIRED = 30036
"""Error code of a message that Twilio could not send within its validity period."""

WHATSAPP_CONTENT_REFUSED = 63021
"""Error code of a WhatsApp message with content the channel does not take."""

WHATSAPP_WINDOW_CLOSED = 63016
"""Error code of a free-form WhatsApp message more than 24 h after the person's last."""
