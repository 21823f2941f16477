"""`status_form`: where an application stands."""

from collections.abc import Sequence

from bot.actions.base import Heard
from bot.actions.field import Field, Told
from bot.actions.form import Beginning, Completion, Form
from bot.actions.status.code import Code
from bot.actions.status.proof import can_look_up, own_applications
from bot.actions.status.reference import ApplicationsShown, Reference
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services.applications import Standing
from bot.services.references import reference_key

FROM_HERE = {
    "installed": ("report_internet_problem", "report_move", "talk_to_person"),
    "denied": ("talk_to_person", "ask_program"),
}
"""What residents may want next, by status."""
OTHERWISE = ("talk_to_person", "ask_documents")


class StatusForm(Form):
    """One proved application needs no question at all."""

    NAME = "status_form"
    COMPLETES = "action_give_status"
    INTENTS = frozenset({"check_status"})

    def make_fields(self) -> Sequence[Field]:
        """The reference, then the code that proves who asks."""
        return Reference(self.toolbox), ApplicationsShown(self.toolbox), Code(self.toolbox)

    async def begin(self, heard: Heard) -> Beginning:
        """The application of the phone they write from; over where nothing can be looked up."""
        async with self.toolbox.database.transaction() as session:
            own = await own_applications(self.toolbox, session, heard)
            if not own and not await can_look_up(self.toolbox, session):
                return Beginning(is_over=True)
        if len(own) == 1:
            return Beginning(told={"reference": {"written": own[0].reference, "is_proved": True}})
        return Beginning()

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """Tells where it stands, to who is proved to be the applicant at this moment."""
        if not told.get("reference"):
            keys = self.toolbox.content.answer("check_status")
            return Completion([Reply(key=key) for key in keys], next_step=_next_step("", 0))
        key = reference_key(told["reference"]["written"])
        async with self.toolbox.database.transaction() as session:
            own = await own_applications(self.toolbox, session, heard)
        standing = next((each for each in own if each.key == key), None)
        if standing is None:  # proved too long ago, or changed by an import meanwhile
            return Completion([Reply(key="status.proof_ended")], asks_again=("reference", "code"))
        return Completion(_told(standing, heard.language), _next_step(standing.status, len(own)))


def _told(standing: Standing, language: str) -> list[Reply]:
    """Where it stands, since when and what comes next; then what is missing."""
    args = {"reference": standing.reference, "since": {"$date": standing.since.isoformat()}}
    replies = [Reply(key=f"status.is.{standing.status}", args=args)]
    note = standing.note(language)
    if note:
        replies.append(Reply(key="status.note", args={"note": note}))
    elif standing.status == "needs_documents":
        replies.append(Reply(key="status.papers_not_told"))
    return replies


def _next_step(status: str, applications_there: int) -> Reply:
    intents = FROM_HERE.get(status, OTHERWISE)
    choices = [Choice(label=Phrase(key=f"menu.{intent}"), intent=intent) for intent in intents]
    if applications_there > 1:
        another = Phrase(key="status.choice_another")
        choices.insert(0, Choice(label=another, intent="check_status"))
    return Reply(key="eligibility.what_next", choices=tuple(choices))
