"""The texts, by key, that confirm that messages are stopped."""

from typing import Final

OPT_OUT_CONFIRMATION: Final = "consent.stopped"
OPT_OUT_EVERYWHERE_CONFIRMATION: Final = "consent.stopped_everywhere"
"""Where more addresses of the same person were stopped with it."""
GOODBYES: Final = frozenset({OPT_OUT_CONFIRMATION, OPT_OUT_EVERYWHERE_CONFIRMATION})
"""The one message that may still go out after all messages were stopped, unasked."""
