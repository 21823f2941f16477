"""Twilio's own opt-out list, kept per sender and phone.

Keywords, answers and behaviour: https://support.twilio.com/hc/en-us/articles/223134027 and
``messaging-facts.md`` section 1. A keyword counts only alone, in upper or lower case, in English.
"""

from typing import Literal

STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})

STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."

Keyword = Literal["STOP", "START", "HELP"]


def keyword(text: str) -> Keyword | None:
    """What ``text`` says to Twilio itself, if anything."""
    word = text.strip().upper()
    if word in STOP_WORDS:
        return "STOP"
    if word in START_WORDS:
        return "START"
    return "HELP" if word in HELP_WORDS else None


class OptOuts:
    """Who may not be texted by which sender (a number, or a Messaging Service's id)."""

    def __init__(self) -> None:
        self._pairs: set[tuple[str, str]] = set()

    def holds(self, sender: str, phone: str) -> bool:
        """Tell whether ``phone`` opted out of ``sender``."""
        return (sender, phone) in self._pairs

    def hear(self, sender: str, phone: str, text: str) -> str | None:
        """Act on a keyword; return the text Twilio answers by itself, if it does.

        A phone that is not opted out gets no answer to START or YES, and one that already is gets
        none to STOP or HELP.
        """
        said, out = keyword(text), self.holds(sender, phone)
        if said == "STOP" and not out:
            self._pairs.add((sender, phone))
            return STOPPED
        if said == "START" and out:
            self._pairs.discard((sender, phone))
            return STARTED
        return HELPED if said == "HELP" and not out else None
