"""The one gate that every message to a resident passes (design §2)."""

OPT_OUT_CONFIRMATION = "consent.stopped"
"""The one message that may still go out after messages were stopped."""


def refusal(is_opted_out: bool, key: str) -> str | None:
    """Why a message must be held back, in a word for staff; None where it may go."""
    if is_opted_out and key != OPT_OUT_CONFIRMATION:
        return "opted_out"
    return None
