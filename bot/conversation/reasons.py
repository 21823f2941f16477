"""Why the gate holds a message back: a word to store and count, and a sentence for staff."""

from typing import Final, Literal

type Reason = Literal[
    "opted_out",
    "opted_out_of_topic",
    "expired",
    "unreachable",
    "too_long",
    "window_closed",
    "quiet_hours",
    "daily_cap",
]

FOR_STAFF: Final[dict[Reason, str]] = {
    "opted_out": "They stopped all messages here.",
    "opted_out_of_topic": "They stopped this kind of message.",
    "expired": "It could not go out in time and no longer makes sense.",
    "unreachable": "Their phone company says that this number takes no text messages.",
    "too_long": "It is too long for a text message.",
    "window_closed": "WhatsApp takes it only within 24 hours of their last message.",
    "quiet_hours": "It is late; it goes out in the morning.",
    "daily_cap": "As much was sent today as carriers allow; it goes out tomorrow.",
}
"""As `enlace cases show` puts it."""


def in_words(reason: str) -> str:
    """The sentence for a stored reason; what is one already stays as it is."""
    return next((said for word, said in FOR_STAFF.items() if word == reason), reason)
