"""`survey_form`: the interest survey, a question a message."""

from collections.abc import Sequence
from typing import Any

from bot.actions.base import Heard
from bot.actions.field import Field, Told
from bot.actions.form import Beginning, Completion, Form
from bot.actions.survey.fields import ANSWERED_ON, Answer, ChangeAnswers, Consent
from bot.conversation.menu import menu
from bot.conversation.questions import asks_what
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import surveys
from bot.services.content.surveys import Survey

NEXT = ("ask_courses", "find_workshops", "ask_jobs")
"""What their answers are about, to go on with."""


class SurveyForm(Form):
    """Asks for consent first; keeps the answers once all questions are answered or skipped."""

    NAME = "survey_form"
    COMPLETES = "action_keep_survey"
    INTENTS = frozenset({"take_survey"})

    @property
    def _survey(self) -> Survey | None:
        return next(iter(self.toolbox.content.surveys.values()), None)

    def make_fields(self) -> Sequence[Field]:
        """Consent, and the questions of the pack's first survey."""
        survey = self._survey
        if survey is None:
            return ()
        questions = [Answer(self.toolbox, survey, each) for each in survey.questions.values()]
        return [ChangeAnswers(self.toolbox), Consent(self.toolbox), *questions]

    async def begin(self, heard: Heard) -> Beginning:
        """What it is; who answered before is asked whether to change it."""
        survey = self._survey
        if survey is None:
            return Beginning(is_over=True)
        if self.told(heard):
            return Beginning()
        async with self.toolbox.database.transaction() as session:
            before = await surveys.answered_at(session, survey.id, heard.conversation_id)
        if before:
            day = before.astimezone(self.toolbox.zone).date().isoformat()
            return Beginning(told={ANSWERED_ON: day})
        return Beginning(replies=[Reply(key=f"content.surveys.{survey.id}.about")])

    def about(self, heard: Heard) -> Sequence[Reply]:
        """What the survey is: "q es la encuesta"."""
        survey = self._survey
        if survey is None or heard.intent not in self.INTENTS or not asks_what(heard.text):
            return ()
        return [Reply(key=f"content.surveys.{survey.id}.about")]

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """Keeps the answers of who agreed."""
        survey = self._survey
        if survey is None:
            return Completion([Reply(key="survey.none", choices=menu())])
        if told.get("change") is False:
            return Completion([Reply(key="survey.unchanged")], next_step=_next_step())
        if not told.get("consent"):
            return Completion([Reply(key="survey.declined")], next_step=_next_step())
        now = self.toolbox.clock.now()
        answers: dict[str, Any] = {
            question: told[question] for question in survey.questions if told.get(question)
        }
        response = surveys.Response(heard.conversation_id, heard.language, answers, now)
        async with self.toolbox.database.transaction() as session:
            await surveys.keep(session, survey.id, response, now)
        return Completion([Reply(key="survey.thanks")], next_step=_next_step())


def _next_step() -> Reply:
    choices = tuple(Choice(label=Phrase(key=f"menu.{intent}"), intent=intent) for intent in NEXT)
    return Reply(key="survey.next_question", choices=choices)
