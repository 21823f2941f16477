"""Why the gate holds a message back: a word to store and count, and a sentence for staff."""

from typing import Final, Literal

type Reason = Literal[
    "opted_out",
    "opted_out_of_topic",
    "expired",
    "unreachable",
    "out_of_reach",
    "too_long",
    "window_closed",
    "quiet_hours",
    "daily_cap",
    "in_line",
    "too_soon",
    "weekly_cap",
    "no_longer_due",
    "no_channel",
    "just_told",
    "late",
    "not_agreed",
    "campaign_paused",
    "campaign_canceled",
]

FOR_STAFF: Final[dict[Reason, str]] = {
    "opted_out": "They stopped all messages here.",
    "opted_out_of_topic": "They stopped this kind of message.",
    "expired": "It could not go out in time and no longer makes sense.",
    "unreachable": "Their phone company says that this number takes no text messages.",
    "out_of_reach": "Their phone was off or out of reach; it is tried again a few hours later.",
    "too_long": "It is too long for a text message.",
    "window_closed": "WhatsApp takes it only within 24 hours of their last message.",
    "quiet_hours": "It is late; it goes out in the morning.",
    "daily_cap": "As much was sent today as carriers allow; it goes out tomorrow.",
    "in_line": "It waits for its turn: the number sends only so many a second.",
    "too_soon": "They got another message less than two hours ago; it goes out after that.",
    "weekly_cap": "They got as many messages this week as we send anybody unasked.",
    "no_longer_due": "What it was about has changed since.",
    "no_channel": "The way they wrote to us is not set up here now.",
    "just_told": "They were told so themselves, later than it was due.",
    "late": "Its time had passed when it was found.",
    "not_agreed": "They were never told that we write first, so they have not agreed to it.",
    "campaign_paused": "Its campaign is paused; it goes out when the campaign goes on.",
    "campaign_canceled": "Its campaign was canceled.",
}
"""As `enlace cases show` puts it."""


def in_words(reason: str) -> str:
    """The sentence for a stored reason; what is one already stays as it is."""
    return next((said for word, said in FOR_STAFF.items() if word == reason), reason)
