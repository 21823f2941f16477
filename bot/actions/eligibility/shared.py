"""What the actions of the eligibility form share: its slots, and the question that is open."""

from typing import Any

from bot.actions.base import Heard
from bot.conversation.replies import Reply
from bot.services import eligibility
from bot.services.content import Content, Criterion
from bot.services.household import Reading

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


def acknowledged(before: dict[str, Any], reading: Reading) -> list[Reply]:
    """Says back what was corrected, so that the resident sees that it was taken."""
    if "zip_code" in reading.changed:
        return [Reply(key="noted.zip_code", args={"zip_code": reading.facts["zip_code"]})]
    corrected = [name for name in reading.changed if name in before]
    return [Reply(key="noted")] if corrected else []
