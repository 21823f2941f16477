"""`action_give_eligibility_outcome`: what the published rule comes to for this household."""

from typing import Any
from urllib.parse import urlsplit

from rasa_sdk.events import SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.eligibility.shared import FORM, OUTCOME, facts_of
from bot.actions.open_forms import ended, is_over_another
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import eligibility
from bot.services.eligibility import Outcome

SHOWN_ALTERNATIVES = 2
"""Other ways to pay less that are told at once; the reader is on a phone."""


class GiveEligibilityOutcome(EnlaceAction):
    """Tells outcome, reason, source, date and next step; never promises (design §6)."""

    NAME = "action_give_eligibility_outcome"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The outcome in a few messages, then what can be done from here."""
        facts = facts_of(heard)
        outcome = eligibility.decide(self.toolbox.content.program, facts)
        if outcome is None:
            return [], []
        told = [
            *_outcome(outcome),
            *(Reply(key=key) for key in (*outcome.next_steps, *outcome.referrals)),
            *self._alternatives(outcome, facts),
        ]
        if not is_over_another(heard, FORM):
            told.append(Reply(key="eligibility.what_next", choices=_from_here()))
        return told, [SlotSet(OUTCOME, None), *ended(heard, FORM)]

    def _alternatives(self, outcome: Outcome, facts: dict[str, Any]) -> list[Reply]:
        if not outcome.alternatives:
            return []
        keys = self.toolbox.content.alternatives_for(facts.get("signs", []))
        return [Reply(key=key) for key in keys[:SHOWN_ALTERNATIVES]]


def _outcome(outcome: Outcome) -> list[Reply]:
    """The outcome with its rule, date, source and reasons; nothing where no rule is in force."""
    if outcome.title_key is None:
        return []
    reasons = {
        f"reason_{number}": {"$text": {"key": reason.key}}
        for number, reason in enumerate(outcome.reasons[:3], 1)
    }
    args = {
        "rule": {"$text": {"key": outcome.title_key}},
        "source": urlsplit(f"//{outcome.sources[0]}").netloc.removeprefix("www."),
        **reasons,
    }
    return [Reply(key=f"eligibility.{outcome.kind}.{len(reasons)}", args=args)]


def _from_here() -> tuple[Choice, ...]:
    intents = ("ask_how_to_apply", "talk_to_person", "start_over")
    return tuple(Choice(label=Phrase(key=f"menu.{intent}"), intent=intent) for intent in intents)
