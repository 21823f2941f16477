"""Twilio's error codes that something follows from (https://www.twilio.com/docs/api/errors)."""

from typing import Final

from bot.conversation.consequences import Consequence

QUEUE_FULL = frozenset({"21611", "30001", "63018", "20429"})
"""The sender's queue is full or its rate passed: later."""

CONSEQUENCES: Final[dict[str, Consequence]] = {
    "21610": "opted_out",
    "21211": "unreachable",
    "21614": "unreachable",
    "30003": "out_of_reach",
    "30004": "unreachable",
    "30005": "unreachable",
    "30006": "unreachable",
    "30007": "alert",
    "30032": "alert",
    "30034": "alert",
    "63007": "alert",
}
"""What follows from a code, besides that this message does not arrive."""

REASONS: Final = {
    "21211": "This is no phone number.",
    "21610": "They stopped messages with their phone company.",
    "21614": "This number is no mobile phone.",
    "21617": "The text is longer than Twilio takes.",
    "30003": "The phone is off or out of reach.",
    "30004": "The phone blocks messages.",
    "30005": "The number is not in use.",
    "30006": "This number is a landline or takes no text messages.",
    "30007": "The carrier's filter stopped it: the operator must look.",
    "30008": "The carrier gave no reason.",
    "30032": "The toll-free number is not verified: the operator must look.",
    "30034": "The number is not registered with the carriers (10DLC): the operator must look.",
    "30036": "It could not go out in time and no longer makes sense.",
    "63016": "WhatsApp takes it only within 24 hours of their last message.",
}
"""For staff, who see it beside the message."""


def reason_of(code: str) -> str:
    """A sentence for staff; without the provider's words, which may name the number."""
    return REASONS.get(code, f"Twilio refused it with error {code}.")
