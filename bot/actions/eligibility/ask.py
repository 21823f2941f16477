"""`action_ask_eligibility_outcome`: the next question of the eligibility form."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.eligibility.shared import OUTCOME, facts_of
from bot.actions.floor import is_held
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import eligibility


class AskEligibility(EnlaceAction):
    """Asks what can still change the outcome; before the first question, says what this is."""

    NAME = "action_ask_eligibility_outcome"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The question with its choices."""
        if is_held(heard):
            return [], []
        program = self.toolbox.content.program
        question = eligibility.next_question(program, facts_of(heard))
        if question is None or program.phase is None:
            return [], []
        names = ("yes", "no", "skip") if question.skippable else ("yes", "no", "unknown")
        ask = Reply(key=question.question_key, choices=tuple(_choice(name) for name in names))
        if heard.slots.get("requested_slot") == OUTCOME:
            return [ask], []
        rule = {"$text": {"key": f"content.phases.{program.phase.id}.title"}}
        return [Reply(key="eligibility.intro", args={"rule": rule}), ask], []


def _choice(name: str) -> Choice:
    return Choice(label=Phrase(key=f"choice.{name}"), intent="inform", entities={"option": name})
