"""What messages by SMS look like."""

from bot.channels.twilio.segments import UCS2_PART, fold_accents, segments
from bot.conversation.gate import MOST_SEGMENTS

NAME = "sms"
LONGEST = MOST_SEGMENTS * (UCS2_PART - 1)
"""UTF-16 units that the gate lets out in any alphabet; an emoji may not fit the end of a segment.
Twilio itself takes more, and advises less (messaging-facts §1, "Length")."""


class Sms:
    """SMS as the outbox sees it (see `bot.conversation.channel.Medium`)."""

    name = NAME
    numbers_choices = True
    is_fetched = False
    longest: int | None = LONGEST

    def fit(self, text: str) -> str:
        """Without the accents that would more than halve what a segment holds."""
        return fold_accents(text)

    def segments(self, text: str) -> int:
        """The segments Twilio will bill."""
        return segments(text).count
