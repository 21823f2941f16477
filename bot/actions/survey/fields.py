"""What the survey form asks: whether they agree, and then its questions."""

from bot.actions.base import Heard, Toolbox
from bot.actions.field import Field, Read, Taken, Told, Wrong
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services.content.surveys import Survey, SurveyQuestion
from bot.services.phrases import answer, plain, says
from bot.services.surveys import is_none_of_them, read_numbers, read_words

ANSWERED_ON = "answered_on"
"""In what was told: the day they answered before."""
SKIP = "skip"


class YesOrNo(Field):
    """A question answered by yes or no."""

    key: str
    args_of: tuple[str, ...] = ()

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Yes or no, in words or by a choice; only where it is asked."""
        del told
        if not is_asked:
            return None
        said = answer(plain(heard.text))
        if said in ("yes", "no"):
            return Taken(said == "yes")
        if said is None and heard.intent in ("affirm", "deny"):
            return Taken(heard.intent == "affirm")
        return None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The question with both answers."""
        del heard
        choices = tuple(
            Choice(label=Phrase(key=f"choice.{label}"), intent=intent)
            for label, intent in (("yes", "affirm"), ("no", "deny"))
        )
        return [Reply(key=self.key, args=self.args(told), choices=choices)]

    def args(self, told: Told) -> dict[str, object]:
        """What fills the question's placeholders."""
        del told
        return {}


class ChangeAnswers(YesOrNo):
    """Whether who answered before wants to answer anew."""

    name = "change"
    key = "survey.change_question"
    unknown_key = "survey.change_unknown"

    def is_needed(self, told: Told) -> bool:
        """Only for who answered before."""
        return ANSWERED_ON in told

    def args(self, told: Told) -> dict[str, object]:
        """The day they answered."""
        return {"day": {"$date": told[ANSWERED_ON]}}


class Consent(YesOrNo):
    """Whether they agree that their answers are kept."""

    name = "consent"
    key = "survey.consent_question"
    why_key = "survey.why"
    unknown_key = "survey.consent_unknown"

    def is_needed(self, told: Told) -> bool:
        """For everybody who is going to answer."""
        return bool(told.get("change", True))


class Answer(Field):
    """The answer to one question of the survey."""

    skippable = True
    why_key = "survey.why"

    def __init__(self, toolbox: Toolbox, survey: Survey, question: SurveyQuestion) -> None:
        super().__init__(toolbox)
        self.name = question.id
        self._survey, self._question = survey, question

    def is_needed(self, told: Told) -> bool:
        """Only of who agreed."""
        return bool(told.get("consent"))

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Options by choice, by numbers or in words; in words also where another is asked.

        An answer they gave is changed from there only in so many words: "sorry, computers".
        """
        if not is_asked and (heard.picked or self._is_kept(heard, told)):
            return None
        if is_asked and heard.picked in self._question.options:
            return Taken([heard.picked])
        if is_asked and (is_none_of_them(heard.text) or heard.picked == SKIP):
            return Taken([])
        chosen = read_numbers(self._question, heard.text) if is_asked else None
        chosen = chosen or read_words(self._question, heard.text)
        if chosen:
            return Taken(chosen)
        if is_asked and heard.intent == "inform" and answer(plain(heard.text)) is None:
            return Wrong(Reply(key="survey.pick"))
        return None

    def _is_kept(self, heard: Heard, told: Told) -> bool:
        return self.name in told and not says("correction", heard.text)

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The question with its options, and a way around it."""
        del heard, told
        prefix = f"content.surveys.{self._survey.id}.{self._question.id}"
        options = [
            Choice(
                label=Phrase(key=f"{prefix}.{option}"), intent="inform", entities={"option": option}
            )
            for option in self._question.options
        ]
        skip = Choice(label=Phrase(key="choice.skip"), intent="inform", entities={"option": SKIP})
        return [Reply(key=f"{prefix}.question", choices=(*options, skip))]
