"""`action_answer`: what is known about a program, from the content pack."""

from collections.abc import Mapping

from bot.actions.base import EnlaceAction, Events, Heard, Toolbox
from bot.actions.eligibility.shared import FORM, open_question
from bot.actions.form import Form
from bot.conversation.questions import asks_why
from bot.conversation.replies import Reply


class Answer(EnlaceAction):
    """Answers an informational intent with the texts of the phase in force."""

    NAME = "action_answer"
    RESUMES = True

    def __init__(self, toolbox: Toolbox, forms: Mapping[str, Form]) -> None:
        super().__init__(toolbox)
        self._forms = forms

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The answer; to "why do you ask?", the reason for the question that is open."""
        if heard.intent == "ask_privacy" and asks_why(heard.text):
            why_key = self._why_key(heard)
            if why_key:
                return [Reply(key=why_key)], []
        return [Reply(key=key) for key in self.toolbox.content.answer(heard.intent)], []

    def _why_key(self, heard: Heard) -> str | None:
        if heard.active_form == FORM:
            question = open_question(heard, self.toolbox.content)
            return question.why_key if question else None
        form = self._forms.get(heard.active_form or "")
        asked = form.asked(heard) if form else None
        return asked.why_key if asked else None
