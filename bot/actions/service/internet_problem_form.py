"""`internet_problem_form`: what is wrong, what to try first, a case where that fails."""

from collections.abc import Sequence

from bot.actions.base import Heard
from bot.actions.field import Field, Read, Taken, Told
from bot.actions.form import Beginning, Completion, Form
from bot.actions.service.reporting import report
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import cases
from bot.services.phrases import answer, plain, says
from bot.services.words import pattern

KINDS = ("none", "slow", "equipment", "bill")
"""What may be wrong; a bill is looked for first, slowness before silence."""
LATER = "later"
NEWS_WORDS = 5
"""Words of a message that only says that it works again: a longer one tells something else."""
BROKEN = ("still_broken", "internet_none", "internet_slow", "internet_bill")
"""How people say (`bot.services.words`) that something does not work."""


class Kind(Field):
    """What is wrong: one of KINDS."""

    name = "kind"
    why_key = "internet.why"
    unknown_key = "internet.kind_unknown"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """By choice or in words; in words only from a message about it."""
        if not is_asked and (told or heard.intent != "report_internet_problem"):
            return None
        if heard.picked in KINDS:
            return Taken(heard.picked)
        sentences = plain(heard.text)
        for kind in ("bill", "slow", "equipment", "none"):
            if any(pattern(f"internet_{kind}").search(sentence) for sentence in sentences):
                return Taken(kind)
        return None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """What it may be."""
        del heard, told
        choices = tuple(
            Choice(
                label=Phrase(key=f"internet.kind.{kind}"),
                intent="inform",
                entities={"option": kind},
            )
            for kind in KINDS
        )
        return [Reply(key="internet.kind_question", choices=choices)]


class Works(Field):
    """Whether it works after the first checks: "yes", "no", or LATER where they cannot try now."""

    name = "works"
    depends_on = ("kind",)
    why_key = "internet.why"

    def is_needed(self, told: Told) -> bool:
        """No check at home mends a bill."""
        return told.get("kind") != "bill"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """By choice, by yes or no, or in words such as "still nothing"."""
        del told
        if not is_asked:
            return None
        if heard.picked == LATER:
            return Taken(LATER)
        sentences = plain(heard.text)
        for value, words in (("no", "still_broken"), ("yes", "works_again")):
            if any(pattern(words).search(sentence) for sentence in sentences):
                return Taken(value)
        said = answer(sentences)
        if heard.intent in ("affirm", "deny"):
            return Taken("yes" if heard.intent == "affirm" else "no")
        if said in ("yes", "no"):
            return Taken(said)
        return Taken(LATER) if said in ("unknown", "skip") else None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """What to try, and whether it helped."""
        del heard
        answers = (("choice.yes", "affirm"), ("choice.no", "deny"))
        choices = [Choice(label=Phrase(key=key), intent=intent) for key, intent in answers]
        later = Phrase(key="internet.choice_later")
        choices.append(Choice(label=later, intent="inform", entities={"option": LATER}))
        return [
            Reply(key=f"internet.checks.{told['kind']}"),
            Reply(key="internet.works_question", choices=tuple(choices)),
        ]


class InternetProblemForm(Form):
    """Two questions at most."""

    NAME = "internet_problem_form"
    COMPLETES = "action_report_internet_problem"
    INTENTS = frozenset({"report_internet_problem"})

    def make_fields(self) -> Sequence[Field]:
        """What is wrong, then whether the first checks helped."""
        return Kind(self.toolbox), Works(self.toolbox)

    async def begin(self, heard: Heard) -> Beginning:
        """Over at once where it works again, or where what staff know of is as it was."""
        is_good = says("works_again", heard.text) and len(heard.text.split()) <= NEWS_WORDS
        if is_good and not any(says(field, heard.text) for field in BROKEN):
            return Beginning(told={Works.name: "yes"}, is_over=True)
        if says("still_broken", heard.text) and await self._is_known(heard):
            return Beginning(told={Works.name: "no"}, is_over=True)
        return Beginning()

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """A case, unless it works again; and who repairs it."""
        if told.get("works") == "yes":
            return Completion([Reply(key="internet.solved")])
        kind = told.get("kind")
        details = {"first_checks": told.get("works", "none needed")}
        details |= {"problem": kind} if kind else {}
        noted = await report(self.toolbox, heard, "internet_problem", details)
        about = "ask_cost" if kind == "bill" else "report_internet_problem"
        known = [Reply(key=key) for key in self.toolbox.content.answer(about)]
        return Completion([noted, *known])

    async def _is_known(self, heard: Heard) -> bool:
        """Whether staff have a report of theirs already."""
        async with self.toolbox.database.transaction() as session:
            case = await cases.latest_unclosed(session, heard.conversation_id)
        return case is not None and case.kind == "internet_problem"
