"""The words that end or restart all messages, read before anything else (design §6)."""

from typing import Literal

from bot.conversation.words import plain

STOP = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "revoke",
        "optout",
        "alto",
        "parar",
        "basta",
        "cancelar",
        "baja",
    ]
)
"""CTIA's and Twilio's words, the FCC's additions, and the Spanish ones (messaging-facts §1, §3)."""
START = frozenset(["start", "unstop", "iniciar", "empezar"])
START_WHEN_STOPPED = START | {"yes"}
"""Carriers take YES for an opt-in; we do so only where messages were stopped."""


def consent_keyword(text: str, opted_out: bool) -> Literal["opt_out", "opt_in"] | None:
    """What a message that is nothing but a keyword asks for."""
    word = plain(text).replace(" ", "")
    if word in STOP:
        return "opt_out"
    if opted_out and word in START_WHEN_STOPPED:
        return "opt_in"
    return None
