"""Wishes that are never taken for an answer to a question, and how sure they must be."""

from bot.actions.base import Heard
from bot.services import consent

SURE = 0.6
"""Confidence from which a wish that silences or erases counts as one: 90 of the 94 messages of the
dev, the fresh and the unseen set (tests/understanding) that are meant so reach it, and none of the
others."""
GRAVE = frozenset({"stop_messages", "delete_my_data"})
"""Wishes after which a resident hears nothing more, or is not known any more."""
ALWAYS_OBEYED = GRAVE | {"talk_to_person", "start_over", "change_language"}


def is_sure(heard: Heard) -> bool:
    """Whether the message can hardly mean anything else than its intent."""
    return heard.confidence >= SURE


def is_unsure(heard: Heard) -> bool:
    """Whether the message may be a grave wish, and may as well be something else.

    Of what sounds like a wish for no more messages and is none, "don't stop texting me", "what
    happens if I text STOP", the classifier is often sure.
    """
    is_other = heard.intent == "stop_messages" and (
        consent.is_doubtful(heard.text) or consent.wants_messages(heard.text)
    )
    return heard.intent in GRAVE and (heard.confidence < SURE or is_other)


def is_obeyed(heard: Heard) -> bool:
    """Whether it is such a wish, whatever else the message tells."""
    return heard.intent in ALWAYS_OBEYED and not is_unsure(heard)
