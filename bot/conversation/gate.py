"""The one gate that every message to a resident passes (design §2)."""

from bot.services.content import Sign
from bot.services.distress import LIFE

OPT_OUT_CONFIRMATION = "consent.stopped"
"""The one message that may still go out after messages were stopped, unasked."""


HELP_NOTICE = "consent.help"
"""Who writes and how to end it: HELP is answered for anybody (CTIA, messaging-facts §3)."""


def lifeline(sign: Sign) -> str:
    """The key of the line to call for a sign of distress."""
    return f"content.distress.{sign}"


ALLOWED_WHEN_STOPPED = frozenset({OPT_OUT_CONFIRMATION, HELP_NOTICE, *map(lifeline, LIFE)})
"""Where a life may be at stake, who writes to us gets one line back (docs/decisions/0011)."""


def refusal(is_opted_out: bool, key: str) -> str | None:
    """Why a message must be held back, in a word for staff; None where it may go."""
    if is_opted_out and key not in ALLOWED_WHEN_STOPPED:
        return "opted_out"
    return None
