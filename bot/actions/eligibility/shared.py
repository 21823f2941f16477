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
    """Says back what was corrected, or told unasked, so that they see that it was taken."""
    if "zip_code" in reading.changed:
        return [Reply(key="noted.zip_code", args={"zip_code": reading.facts["zip_code"]})]
    if reading.asides and not reading.answered:
        return [Reply(key=f"content.asides.{reading.asides[0]}")]
    is_corrected = any(name in before for name in reading.changed)
    is_unasked = reading.understood and not reading.answered
    return [Reply(key="noted")] if is_corrected or is_unasked else []


def without_last(facts: dict[str, Any], content: Content) -> dict[str, Any]:
    """The facts without the answer to the question before, for it to be asked again."""
    last = eligibility.answered_before(content.program, facts)
    return {name: value for name, value in facts.items() if name != last}
