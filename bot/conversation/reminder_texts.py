"""What a reminder says: the facts of an occasion as the arguments of its text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import session_args, session_phrase, who
from bot.services import workshops
from bot.services.content import Content, ReminderChoice
from bot.services.reminders import Due
from bot.services.workshops import Search
from bot.store.models import WorkshopSession

LONGEST_NOTES: Final = 80
"""Characters of a session's notes that fit into two segments with the rest."""
NUMBERS: Final = {"registrations", "license"}
"""Facts that only choices need."""
NEXT_SHOWN: Final = 2
"""Sessions that who missed one is told of."""


def in_words(facts: Mapping[str, Any]) -> str:
    """The facts that a text tells: where they are the same, so is the text."""
    return repr([(name, facts[name]) for name in facts if name not in NUMBERS])


class ReminderTexts:
    """Replies for what is due, with the sessions they speak of."""

    def __init__(self, content: Content, zone: ZoneInfo) -> None:
        self._content = content
        self._zone = zone

    async def sessions(
        self, session: AsyncSession, dues: Iterable[Due]
    ) -> dict[str, WorkshopSession]:
        """The sessions that are spoken of, by id."""
        ids = {due.facts["session"] for due in dues if "session" in due.facts}
        if not ids:
            return {}
        found = await session.scalars(select(WorkshopSession).where(WorkshopSession.id.in_(ids)))
        return {each.id: each for each in found}

    async def next_ones(
        self, session: AsyncSession, missed: WorkshopSession, now: datetime
    ) -> list[WorkshopSession]:
        """The next sessions of the same workshop with a free seat."""
        search = Search(workshop=missed.workshop, language=missed.language)
        found = await workshops.find(session, search, now, lambda *_: None)
        return [each.session for each in found if each.free][:NEXT_SHOWN]

    def reply(
        self,
        due: Due,
        known: Mapping[str, WorkshopSession],
        next_ones: Mapping[str, list[WorkshopSession]],
    ) -> Reply:
        """The reminder of one person."""
        facts = due.facts
        args: dict[str, Any] = {}
        if "session" in facts:
            args |= _workshop_args(facts, known[facts["session"]])
            args["next"] = _next(next_ones.get(facts["session"], []))
        if "provider" in facts:
            program = self._content.licenses.get(facts["provider"])
            ends_on = datetime.fromisoformat(facts["ends_at"]).astimezone(self._zone).date()
            args["provider"] = program.name if program else facts["provider"]
            args["ends_on"] = {"$date": ends_on.isoformat()}
        if "status" in facts:
            args["status"] = {"$text": {"key": f"status.label.{facts['status']}"}}
        choices = tuple(
            Choice(label=Phrase(key=choice.label), intent=choice.intent, entities=meant)
            for choice, meant in zip(self._choices(due), self.meant(due), strict=True)
        )
        return Reply(key=f"content.reminders.{due.kind}", args=args, choices=choices)

    def meant(self, due: Due) -> list[dict[str, str]]:
        """What each choice of one person stands for."""
        return [_entities(choice, due.facts) for choice in self._choices(due)]

    def _choices(self, due: Due) -> Sequence[ReminderChoice]:
        return self._content.reminders.kinds[due.kind].choices


def _workshop_args(facts: Mapping[str, Any], workshop: WorkshopSession) -> dict[str, Any]:
    notes = {lang: f" {_cut(said)}" for lang, said in workshop.notes.items() if said.strip()}
    args = {
        **session_args(workshop),
        "session": {"$text": session_phrase(workshop).model_dump()},
        "who": {"$and": [who(attendee) for attendee in facts["attendees"]]},
        "bring": {"$words": notes},
    }
    if "until" in facts:
        args["until"] = {"$time": facts["until"]}
    return args


def _next(sessions: list[WorkshopSession]) -> Any:
    if not sessions:
        return ""
    days = [Phrase(key="reminders.next_one", args=session_args(each)) for each in sessions]
    shown = {"$list": [{"$text": day.model_dump()} for day in days], "by": "; "}
    return {"$text": {"key": "reminders.next", "args": {"sessions": shown}}}


def _entities(choice: ReminderChoice, facts: Mapping[str, Any]) -> dict[str, str]:
    """Without what it names, where there are several: then it is asked which."""
    registrations = facts.get("registrations") or []
    if not choice.option or ("{registration}" in choice.option and len(registrations) != 1):
        return {}
    named = {"registration": next(iter(registrations), ""), "session": facts.get("session", "")}
    return {"option": choice.option.format(**named)}


def _cut(said: str) -> str:
    said = " ".join(said.split())
    return said if len(said) <= LONGEST_NOTES else f"{said[: LONGEST_NOTES - 3].rstrip()}..."
