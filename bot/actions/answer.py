"""`action_answer`: what is known about a program, from the content pack."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.eligibility import FORM, open_question
from bot.conversation.questions import asks_why
from bot.conversation.replies import Reply


class Answer(EnlaceAction):
    """Answers an informational intent with the texts of the phase in force."""

    NAME = "action_answer"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The answer; to "why do you ask?", the reason for the question that is open."""
        if heard.active_form == FORM and heard.intent == "ask_privacy" and asks_why(heard.text):
            question = open_question(heard, self.toolbox.content)
            if question:
                return [Reply(key=question.why_key)], []
        return [Reply(key=key) for key in self.toolbox.content.answer(heard.intent)], []
