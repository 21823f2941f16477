"""The field for the session that is chosen, three at a time."""

from datetime import datetime
from typing import Any

from bot.actions.base import Heard
from bot.actions.field import ANSWERING, Field, Read, Taken, Told, Wrong
from bot.actions.workshops.options import named_by, option_of
from bot.actions.workshops.search import Found, look, names_a_day, search_for, wanted_in
from bot.actions.workshops.search_field import MORE
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import find_choice, session_args
from bot.services import workshops
from bot.services.words import ordinal
from bot.services.workshops import Opening

MILES_PER_KM = 0.621
OPTION = "session"


class SessionField(Field):
    """Which session: by number, or in words that fit one of those told."""

    name = "session"
    depends_on: tuple[str, ...] = ("wanted",)
    is_noted = False
    unknown_key = "workshops.list.unknown"

    async def wanted(self, heard: Heard, told: Told) -> dict[str, Any]:
        """What is looked for."""
        del heard
        return dict(told.get("wanted") or {})

    async def without(self, heard: Heard, told: Told) -> str | None:
        """A session that is not offered."""
        del heard, told
        return None

    async def found(self, heard: Heard, told: Told) -> Found:
        """What is told now."""
        wanted, without = await self.wanted(heard, told), await self.without(heard, told)
        async with self.toolbox.database.transaction() as session:
            return await look(session, self.toolbox, wanted, without)

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """The session's id."""
        if chosen := named_by(heard, OPTION):
            return await self._if_open(chosen)
        if option_of(heard):
            return None
        is_answer = heard.intent in (*ANSWERING, "book_workshop")
        if is_asked and (is_answer or names_a_day(heard, self.toolbox)):
            return await self._meant(heard, told)
        return None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """Up to three sessions, and more."""
        found = await self.found(heard, told)
        if not found.openings:
            return [Reply(key="workshops.nothing_left", choices=(find_choice(),))]
        choices = [session_choice(each) for each in found.openings]
        if found.is_more:
            more = Phrase(key="choice.more")
            choices.append(Choice(label=more, intent="find_workshops", entities={"option": MORE}))
        return [await self.list_reply(heard, told, found, tuple(choices))]

    async def list_reply(
        self, heard: Heard, told: Told, found: Found, choices: tuple[Choice, ...]
    ) -> Reply:
        """The list with its question."""
        wanted = await self.wanted(heard, told)
        if not found.is_exact:
            return Reply(key="workshops.list.closest.question", choices=choices)
        if wanted.get("page"):
            return Reply(key="workshops.list.more.question", choices=choices)
        if zip_code := wanted.get("zip_code"):
            return Reply(
                key="workshops.list.near.question", args={"zip_code": zip_code}, choices=choices
            )
        return Reply(key="workshops.list.question", choices=choices)

    async def _if_open(self, session_id: str) -> Read:
        async with self.toolbox.database.transaction() as session:
            found = await workshops.opening(session, session_id, self.toolbox.clock.now())
        return Taken(session_id) if found else Wrong(Reply(key="workshops.closed"))

    async def _meant(self, heard: Heard, told: Told) -> Read:
        """The one of those told that an answer in words fits: "the second", "the saturday one"."""
        shown = (await self.found(heard, told)).openings
        if heard.intent == "affirm" and len(shown) == 1:
            return Taken(shown[0].session.id)
        for word in " ".join(heard.entities.get("option", [])).lower().split():
            position = ordinal(word)
            if position and position <= len(shown):
                return Taken(shown[position - 1].session.id)
        wanted = wanted_in(heard, self.toolbox)
        if not wanted or not set(wanted) <= {"windows", "workshop"}:
            return None
        search = search_for(wanted)
        fitting = [each.session.id for each in shown if _fits(each, search.windows, wanted)]
        return Taken(fitting[0]) if len(fitting) == 1 else None


def _fits(
    each: Opening, windows: tuple[tuple[datetime, datetime], ...], wanted: dict[str, Any]
) -> bool:
    if windows and not any(begin <= each.session.starts_at < end for begin, end in windows):
        return False
    return wanted.get("workshop") in (None, each.session.workshop)


def session_choice(each: Opening) -> Choice:
    """A session to choose, with how far it is and whether it is full."""
    args = session_args(each.session)
    near = "" if each.km is None else ".near"
    full = "" if each.free else ".full"
    if each.km is not None:
        args["miles"] = max(1, round(each.km * MILES_PER_KM))
    return Choice(
        label=Phrase(key=f"workshops.label{near}{full}", args=args),
        intent="book_workshop",
        entities={"option": f"{OPTION}:{each.session.id}"},
    )
