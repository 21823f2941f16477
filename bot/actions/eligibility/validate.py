"""`validate_eligibility_form`: reads a message as answers to the eligibility form."""

from typing import Any

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.eligibility.shared import (
    FORM,
    HOUSEHOLD,
    OUTCOME,
    acknowledged,
    facts_of,
    open_question,
    without_last,
)
from bot.actions.field import ANSWERING
from bot.actions.floor import answers_aside
from bot.actions.open_forms import opened
from bot.actions.wishes import is_obeyed, is_unsure
from bot.conversation.questions import is_question
from bot.conversation.replies import Reply
from bot.services import eligibility, organizations
from bot.services.household import Reading, read
from bot.services.phrases import wants_back


class ValidateEligibility(EnlaceAction):
    """Takes the facts of a message; refuses what is no answer, for the rules to see to it."""

    NAME = "validate_eligibility_form"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The facts as slots, and a refusal where the message asks for something else."""
        is_opening = heard.slots.get("requested_slot") != OUTCOME
        if not heard.is_fresh:  # back from an interruption or a pause: the same message again
            return [], opened(heard, FORM) if is_opening else []
        if not is_opening and answers_aside(heard):
            return [], [ActionExecutionRejected(FORM)]
        before = facts_of(heard)
        if not is_opening and wants_back(heard.text):
            return [], self._events(without_last(before, self.toolbox.content))
        reading = self._read(heard, before)
        await self._keep_zip(heard, reading)
        if not is_opening and not _is_answer(heard, reading):
            events = self._events(reading.facts) if reading.understood else []
            return [], [*events, ActionExecutionRejected(FORM)]
        # Always set, if to what it was: where nothing is, Rasa takes the message for no answer.
        events = self._events(reading.facts)
        if is_opening:
            return [], [*opened(heard, FORM), *events]
        return acknowledged(before, reading), events

    def _read(self, heard: Heard, before: dict[str, Any]) -> Reading:
        asking = open_question(heard, self.toolbox.content)
        return read(
            heard.text,
            heard.intent,
            heard.entity_list(),
            asking.id if asking else None,
            before,
            self.toolbox.content,
        )

    async def _keep_zip(self, heard: Heard, reading: Reading) -> None:
        """Where they live tells which organization looks after them."""
        if "zip_code" in reading.changed:
            places, zip_code = self.toolbox.content.places, reading.facts["zip_code"]
            async with self.toolbox.database.transaction() as session:
                await organizations.settle(session, places, heard.conversation_id, zip_code)

    def _events(self, facts: dict[str, Any]) -> Events:
        outcome = eligibility.decide(self.toolbox.content.program, facts)
        return [
            SlotSet(HOUSEHOLD, facts),
            SlotSet(OUTCOME, outcome.kind if outcome else None),
        ]


def _is_answer(heard: Heard, reading: Reading) -> bool:
    """Whether the message only answers; else what it also asks is seen to first."""
    if is_obeyed(heard):
        return False
    if heard.intent == "check_eligibility" or (reading.asides and not is_question(heard.text)):
        return True
    if heard.intent in ANSWERING or is_unsure(heard):
        return reading.understood
    return reading.answered and not is_question(heard.text)
