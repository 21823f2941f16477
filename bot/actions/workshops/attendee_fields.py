"""The fields for who comes: the resident, or a child or relative by first name."""

import re
import unicodedata

from bot.actions.base import Heard
from bot.actions.field import ANSWERING, Field, Read, Taken, Told
from bot.actions.workshops.options import option_of
from bot.actions.workshops.search_field import OTHERS
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import seats_left, session_args
from bot.services import workshops
from bot.services.phrases import plain
from bot.services.words import pattern, whole
from bot.store.models import SELF

SOMEBODY = "?"
"""Somebody of the family whose name is not told yet."""
LONGEST_NAME = 30
"""Characters of a first name."""
_WORD = r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*"


class AttendeeField(Field):
    """Who the seat is for; asked together with what the session is, so that they can say no."""

    name = "attendee"
    is_noted = False
    why_key = "workshops.name.why"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """SELF, a first name, or SOMEBODY."""
        del told
        option = option_of(heard)
        if option in ("self", "family"):
            return Taken(SELF if option == "self" else SOMEBODY)
        if option or heard.intent not in (*ANSWERING, "book_workshop", "find_workshops"):
            return None
        if relative := _relative(heard, is_asked):
            return Taken(relative)
        said = " , ".join(plain(heard.text))
        if pattern("for_me").search(said) and (is_asked or "for me" in said or "para mi" in said):
            return Taken(SELF)
        if not is_asked:
            return None
        if heard.intent == "affirm":
            return Taken(SELF)
        return _named(heard)

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
    """The first name of the child or relative."""

    name = "first_name"
    is_noted = False
    why_key = "workshops.name.why"
    unknown_key = "workshops.name.unknown"

    def is_needed(self, told: Told) -> bool:
        """Only where somebody comes whose name is not told."""
        return told.get("attendee") == SOMEBODY

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """A first name."""
        del told
        if not is_asked or option_of(heard) or heard.intent not in (*ANSWERING, "book_workshop"):
            return None
        relative = _relative(heard, is_asked)
        return Taken(relative) if relative not in (None, SOMEBODY) else _named(heard, bare=True)

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """Asks for it."""
        del heard, told
        return [Reply(key="workshops.name.question")]


def attendee_of(told: Told) -> str:
    """Who comes, as it is kept."""
    attendee = told["attendee"]
    return str(told["first_name"] if attendee == SOMEBODY else attendee)


def _relative(heard: Heard, is_asked: bool) -> str | None:
    """ "for my son Luis": Luis; "for my daughter": SOMEBODY; None where nobody else is named.

    Asked who comes, "my son" is enough.
    """
    said = " , ".join(plain(heard.text))
    whom = "(?:(?:for|para|a) )?" if is_asked else "(?:for|para|a) "
    found = whole(rf"{whom}(?:my|mi|mis|our) (?:{pattern('relatives').pattern})")
    if not found.search(said):
        return None
    taken = _named(heard)
    if taken:
        return str(taken.value)
    relative = pattern("relatives").pattern
    called = pattern("called").pattern
    text = unicodedata.normalize("NFC", heard.text)
    folded = "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
    after = re.search(rf"{relative}\s+(?:(?:{called})\s+)?(?P<name>{_WORD})", folded, re.IGNORECASE)
    name = text[slice(*after.span("name"))] if after else ""
    is_name = name and name[0].isupper() and not pattern("no_name").fullmatch(name.lower())
    return _tidy(name) if is_name else SOMEBODY


def _named(heard: Heard, bare: bool = False) -> Taken | None:
    """The name a message tells; a bare word or two where a name was asked for."""
    for name in heard.entities.get("name", []):
        return Taken(_tidy(name))
    if not bare:
        return None
    text = re.sub(rf"^\W*{pattern('called').pattern}\s+", "", heard.text.strip(), flags=re.I)
    words = re.findall(_WORD, text)
    if 1 <= len(words) <= 3 and "?" not in text and not re.search(r"\d", text):
        return Taken(_tidy(words[0]))
    return None


def _tidy(name: str) -> str:
    """A first name alone, as names are written."""
    first = (name.split() or [""])[0][:LONGEST_NAME]
    return first[:1].upper() + first[1:]


def _choice(label: str, option: str) -> Choice:
    return Choice(label=Phrase(key=label), intent="inform", entities={"option": option})


def _other_classes() -> Choice:
    label = Phrase(key="workshops.others")
    return Choice(label=label, intent="find_workshops", entities={"option": OTHERS})
