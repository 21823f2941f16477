"""Twilio's error codes that something follows from (https://www.twilio.com/docs/api/errors)."""

from typing import Final

from bot.conversation.consequences import Consequence

QUEUE_FULL = frozenset({"21611", "30001", "63018", "20429"})
"""The sender's queue is full or its rate passed: later."""

OF_THE_ACCOUNT = frozenset({"10001", "20403", "21660", "21701", "21705"})
"""Refused whoever is written to, like a wrong token: the account is suspended or closed, the sender
or the Messaging Service is none of its own. Later, so that nothing is lost until it is mended."""

OURS = frozenset(
    {
        *("21408", "21606", "21659", "21703", "30002"),
        *("30007", "30022", "30032", "30034"),
        *("63001", "63005", "63007", "63008", "63013", "63020", "63021", "63027", "63028", "63038"),
    }
)
"""Something on our side that an operator must see to: docs/channels/twilio.md tells how, for each.
Some of them may be about one recipient's country or one template, so other messages go on."""

CONTENT_NOT_TAKEN = frozenset({"63005", "63021"})
"""WhatsApp did not take what Twilio had taken: buttons or a list may be the reason."""

CONSEQUENCES: Final[dict[str, Consequence]] = {
    "21610": "opted_out",
    "63014": "blocked",
    "30003": "out_of_reach",
    **dict.fromkeys(("21211", "21614", "30004", "30005", "30006", "63003", "63024"), "unreachable"),
    **dict.fromkeys(OURS, "alert"),
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
    "63003": "This number has no WhatsApp.",
    "63014": "They blocked us on WhatsApp.",
    "63024": "WhatsApp takes no messages for this number.",
    "63016": "WhatsApp takes it only within 24 hours of their last message.",
}
"""For staff, who see it beside the message."""


def reason_of(code: str) -> str:
    """A sentence for staff; without the provider's words, which may name the number."""
    if code in OURS and code not in REASONS:
        return f"Something is wrong on our side (error {code}): the operator must look."
    return REASONS.get(code, f"Twilio refused it with error {code}.")
