"""`move_form`: a household has moved, or is going to; staff and the provider have to know."""

import re
from collections.abc import Sequence

from bot.actions.base import Heard
from bot.actions.field import Field, Read, Taken, Told, Wrong
from bot.actions.form import Completion, Form
from bot.actions.service.reporting import report
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import organizations

_ZIP = re.compile(r"(?<!\d)\d{5}(?!\d)")
_DIGITS = re.compile(r"\d{3,}")


class NewZip(Field):
    """The ZIP code of the new home."""

    name = "zip_code"
    skippable = True
    why_key = "move.why"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Five digits, or none."""
        del told
        found = _ZIP.search(heard.text)
        if found:
            return Taken(found[0])
        if is_asked and _DIGITS.search(heard.text):
            return Wrong(Reply(key="move.five_digits"))
        return None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """It may be left out."""
        del heard, told
        skip = Choice(label=Phrase(key="choice.skip"), intent="inform", entities={"option": "skip"})
        return [Reply(key="move.zip_question", choices=(skip,))]


class MoveForm(Form):
    """One question."""

    NAME = "move_form"
    COMPLETES = "action_report_move"
    INTENTS = frozenset({"report_move"})

    def make_fields(self) -> Sequence[Field]:
        """Where to."""
        return (NewZip(self.toolbox),)

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """A case, and whom else to tell."""
        zip_code = told.get("zip_code")
        if zip_code:
            places = self.toolbox.content.places
            async with self.toolbox.database.transaction() as session:
                await organizations.settle(session, places, heard.conversation_id, zip_code)
        noted = await report(
            self.toolbox, heard, "moved", {"new_zip_code": zip_code} if zip_code else {}
        )
        known = [Reply(key=key) for key in self.toolbox.content.answer("report_move")]
        return Completion([noted, *known])
