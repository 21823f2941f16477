"""Which application is asked about: chosen among the resident's own, or named by its reference."""

import re
from typing import Any

from bot.actions.base import Heard
from bot.actions.field import Field, NeverAsked, Read, Taken, Told, Wrong
from bot.actions.status.proof import can_look_up, own_applications, send_code
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import verification
from bot.services.applications import Standing
from bot.services.phrases import answer, plain, says
from bot.services.references import reference_key

SHOWN = 3
"""Applications offered as choices at once; the others come by "more", or are named."""
MORE = "more:"
UNKNOWN = "unknown"

_SURE = re.compile(r"\b[A-Za-z]{1,5}-?\d{3,12}\b")
"""What can be nothing but a reference, whatever was asked: letters, then digits.

Not with a space: "its 482 913" gives a code."""
_ASKED = re.compile(r"\b[A-Za-z]{0,5}[-./ ]?\d[\dA-Za-z./-]{2,30}\b")
_PHONE = re.compile(r"(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}(?!\d)")


class ApplicationsShown(NeverAsked):
    """Which of many applications are shown: "more" turns the page."""

    name = "applications_from"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """How many come before them."""
        del told, is_asked
        start = (heard.picked or "").removeprefix(MORE)
        return Taken(int(start)) if _turns_page(heard) and start.isdecimal() else None


class Reference(Field):
    """Told as {"written", "is_proved"}: as it was written, and whether it needs a code."""

    name = "reference"
    is_noted = False  # the next question names it
    why_key = "status.why_reference"
    unknown_key = "status.reference_unknown"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """A reference; where it is not the resident's own by now, a code is sent for it."""
        del told
        if _turns_page(heard):
            return None
        if is_asked and (heard.picked == UNKNOWN or says("not_have", heard.text)):
            return Wrong(Reply(key=self.unknown_key))
        if is_asked and _PHONE.search(heard.text) and not _SURE.search(heard.text):
            return Wrong(Reply(key="status.reference_is_phone"))
        written = _written(heard, is_asked)
        if written is None:
            return None
        async with self.toolbox.database.transaction() as session:
            if not await can_look_up(self.toolbox, session):
                return None
            own = await own_applications(self.toolbox, session, heard)
            if any(each.key == reference_key(written) for each in own):
                return Taken({"written": written, "is_proved": True})
            if await send_code(self.toolbox, session, heard, written):
                return Taken({"written": written, "is_proved": False})
        return Wrong(Reply(key="status.too_many_codes"))

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """Which of several; or the reference, and what it is for."""
        async with self.toolbox.database.transaction() as session:
            own = await own_applications(self.toolbox, session, heard)
            phones = await verification.proved_phones(
                session, heard.conversation_id, self.toolbox.clock.now()
            )
        if own:
            start = told.get(ApplicationsShown.name) or 0
            start = start if start < len(own) else 0
            is_first_of_many = start == 0 and len(own) > SHOWN
            key = "status.which_of_many" if is_first_of_many else "status.which"
            choices = [_choice(each) for each in own[start : start + SHOWN]]
            if len(own) > SHOWN:
                choices.append(_more_choice(start + SHOWN))
            return [Reply(key=key, choices=tuple(choices))]
        if heard.picked == UNKNOWN or _knows_none(heard):  # told just now
            return [Reply(key="status.reference_again", choices=(_person_choice(),))]
        key = "status.reference_not_here" if phones else "status.reference"
        return [Reply(key=key, choices=(_unknown_choice(), _person_choice()))]


def _written(heard: Heard, is_asked: bool) -> str | None:
    """The reference in a message, in capitals."""
    picked = heard.picked if is_asked else None
    named = [picked] if picked else heard.entities.get("reference", [])
    sure = next((each for each in named if is_asked or _SURE.search(each)), None)
    found = _SURE.search(heard.text) or (_ASKED.search(heard.text) if is_asked else None)
    written = sure or (found[0] if found else None)
    return " ".join(written.upper().split()) if written else None


def _choice(standing: Standing) -> Choice:
    args: dict[str, Any] = {
        "reference": standing.reference,
        "status": {"$text": {"key": f"status.label.{standing.status}"}},
    }
    label = Phrase(key="status.application", args=args)
    return Choice(label=label, intent="inform", entities={"option": standing.reference})


def _knows_none(heard: Heard) -> bool:
    return answer(plain(heard.text)) == "unknown" or says("not_have", heard.text)


def _turns_page(heard: Heard) -> bool:
    return (heard.picked or "").startswith(MORE)


def _more_choice(start: int) -> Choice:
    label = Phrase(key="choice.more")
    return Choice(label=label, intent="inform", entities={"option": f"{MORE}{start}"})


def _unknown_choice() -> Choice:
    label = Phrase(key="status.choice_unknown")
    return Choice(label=label, intent="inform", entities={"option": UNKNOWN})


def _person_choice() -> Choice:
    return Choice(label=Phrase(key="menu.talk_to_person"), intent="talk_to_person")
