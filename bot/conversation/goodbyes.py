"""What confirms that messages are stopped; text keys."""

from collections.abc import Sequence
from typing import Final

from bot.services.consent import ALL, Scope

OPT_OUT_CONFIRMATION: Final = "consent.stopped"
OPT_OUT_EVERYWHERE_CONFIRMATION: Final = "consent.stopped_everywhere"
"""Where more addresses of the same person were stopped with it."""
GOODBYES: Final = frozenset({OPT_OUT_CONFIRMATION, OPT_OUT_EVERYWHERE_CONFIRMATION})
"""The one message that may still go out after all messages were stopped, unasked."""


def confirmation(ends: Sequence[Scope]) -> str:
    """The key of what is said once these kinds are stopped at one address."""
    if ALL in ends:
        return OPT_OUT_CONFIRMATION
    return f"consent.stopped_topic.{ends[0]}" if len(ends) == 1 else "consent.stopped_topics"
