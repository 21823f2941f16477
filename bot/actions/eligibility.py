"""What the actions of the eligibility form share: its slots, and the question that is open."""

from typing import Any

from bot.actions.base import Heard
from bot.services import eligibility
from bot.services.content import Content, Criterion

HOUSEHOLD = "household"
OUTCOME = "eligibility_outcome"
FORM = "eligibility_form"


def facts_of(heard: Heard) -> dict[str, Any]:
    """What the household has told so far."""
    return dict(heard.slots.get(HOUSEHOLD) or {})


def open_question(heard: Heard, content: Content) -> Criterion | None:
    """The question the resident has before them; None where the form has not asked yet."""
    if heard.slots.get("requested_slot") != OUTCOME:
        return None
    return eligibility.next_question(content.program, facts_of(heard))
