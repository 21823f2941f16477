"""What messages by SMS look like."""

from bot.channels.twilio.segments import MAX_CHARACTERS, fold_accents, segments

NAME = "sms"


class Sms:
    """SMS as the outbox sees it (see `bot.conversation.channel.Medium`)."""

    name = NAME
    numbers_choices = True
    is_fetched = False
    longest: int | None = MAX_CHARACTERS

    def fit(self, text: str) -> str:
        """Without the accents that would more than halve what a segment holds."""
        return fold_accents(text)

    def segments(self, text: str) -> int:
        """The segments Twilio will bill."""
        return segments(text).count
