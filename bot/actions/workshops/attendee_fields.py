"""The fields for who comes: the resident, and children or relatives by first name."""

from collections.abc import Sequence

from bot.actions.base import Heard
from bot.actions.field import ANSWERING, Field, Read, Taken, Told, Wrong
from bot.actions.workshops.names import SOMEBODY, bare_names, people_in
from bot.actions.workshops.options import option_of
from bot.actions.workshops.search_field import OTHERS
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import seats_left, session_args
from bot.services import workshops
from bot.services.phrases import plain
from bot.services.words import pattern
from bot.store.models import SELF
from bot.store.secrets import Vault

MOST_PEOPLE = 6
"""Seats booked with one message."""


class AttendeeField(Field):
    """Who the seat is for; asked together with what the session is, so that they can say no."""

    name = "attendees"
    is_noted = False
    why_key = "workshops.name.why"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """A list of SELF, sealed first names, and SOMEBODY."""
        del told
        option = option_of(heard)
        if option in ("self", "family"):
            return Taken([SELF if option == "self" else SOMEBODY])
        if option or heard.intent not in (*ANSWERING, "book_workshop", "find_workshops"):
            return None
        if people := people_in(heard, is_asked):
            return _taken(people, self.toolbox.vault)
        said = " , ".join(plain(heard.text))
        if pattern("for_me").search(said) and (is_asked or "for me" in said or "para mi" in said):
            return Taken([SELF])
        return Taken([SELF]) if is_asked and heard.intent == "affirm" else None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The session with its seats, and who they are for."""
        del heard
        async with self.toolbox.database.transaction() as session:
            now = self.toolbox.clock.now()
            found = await workshops.opening(session, told["session"], now)
        if found is None:
            return [Reply(key="workshops.closed", choices=(_other_classes(),))]
        childcare = "yes" if found.session.childcare else "no"
        args = {
            **session_args(found.session),
            "language": {"$text": {"key": f"workshops.in.{found.session.language}"}},
            "childcare": {"$text": {"key": f"workshops.childcare.{childcare}"}},
        }
        choices = (
            _choice("workshops.for_me", "self"),
            _choice("workshops.for_family", "family"),
            _other_classes(),
        )
        if found.free:
            args["seats"] = seats_left(found.free)
            return [Reply(key="workshops.confirm.question", args=args, choices=choices)]
        args["waiting"] = found.waiting
        return [Reply(key="workshops.confirm.full.question", args=args, choices=choices)]


class FirstNameField(Field):
    """The first names of the children or relatives."""

    name = "first_names"
    is_noted = False
    why_key = "workshops.name.why"
    unknown_key = "workshops.name.unknown"

    def is_needed(self, told: Told) -> bool:
        """Only where somebody comes whose name is not told."""
        return SOMEBODY in told.get("attendees", [])

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """A list of sealed first names."""
        del told
        if not is_asked or option_of(heard) or heard.intent not in (*ANSWERING, "book_workshop"):
            return None
        names = [name for name in people_in(heard, is_asked) if name != SOMEBODY]
        names = names or bare_names(heard)
        return _taken(names, self.toolbox.vault) if names else None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """Asks for it."""
        del heard, told
        return [Reply(key="workshops.name.question")]


def attendees_of(told: Told) -> list[str]:
    """Who comes: SELF and sealed first names."""
    named = [each for each in told["attendees"] if each != SOMEBODY]
    told_later = told["first_names"] if SOMEBODY in told["attendees"] else []
    return list(dict.fromkeys([*named, *told_later]))


def _taken(people: Sequence[str], vault: Vault) -> Read:
    """Their names sealed: what a form was told is kept by Rasa."""
    if len(people) > MOST_PEOPLE:
        return Wrong(Reply(key="workshops.name.many", args={"most": MOST_PEOPLE}))
    plain_ones = (SELF, SOMEBODY)
    return Taken([each if each in plain_ones else vault.encrypt(each).decode() for each in people])


def _choice(label: str, option: str) -> Choice:
    return Choice(label=Phrase(key=label), intent="inform", entities={"option": option})


def _other_classes() -> Choice:
    label = Phrase(key="workshops.others")
    return Choice(label=label, intent="find_workshops", entities={"option": OTHERS})
