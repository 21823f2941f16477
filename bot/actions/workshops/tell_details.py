"""`action_tell_workshop_details`: where, when, childcare, what to bring, seats, reminders …"""

from typing import Any

from bot.actions.base import EnlaceAction, Events, Heard, Toolbox
from bot.actions.service.reporting import how_long
from bot.actions.workshops.options import named_by
from bot.actions.workshops.outcomes import map_link
from bot.actions.workshops.over import is_over, over_reply
from bot.actions.workshops.reminded import reminded_of
from bot.actions.workshops.reminders_to_come import reminders_reply
from bot.actions.workshops.session_field import SessionField
from bot.actions.workshops.workshop_form import WorkshopForm
from bot.conversation.phones import national
from bot.conversation.replies import Reply
from bot.conversation.workshops import find_choice, seats_left, session_args
from bot.services import workshops
from bot.services.phrases import says
from bot.services.when import read_when
from bot.store.models import Organization, WorkshopSession

ASPECTS = ("childcare", "parking", "bring", "reminder", "place", "schedule", "seats")
"""What is asked of a session, by the words of `bot.services.words`."""
MOST = 3
"""Sessions told of at once."""
LONGEST_NOTES = 200
"""Characters of an organization's notes that fit into one text message with the rest."""


class TellWorkshopDetails(EnlaceAction):
    """Tells of the session that is talked about: chosen, listed, or booked."""

    NAME = "action_tell_workshop_details"
    RESUMES = True

    def __init__(self, toolbox: Toolbox) -> None:
        super().__init__(toolbox)
        self._listed = SessionField(toolbox)

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """One message for each session; where none is meant, how to find one."""
        if about_case := await how_long(self.toolbox, heard):
            return [about_case], []
        sessions = await self._meant(heard)
        if sessions and is_over(self.toolbox, sessions[0]):
            choices = () if heard.active_form else (find_choice(),)
            return [over_reply(sessions[0], choices)], []
        if sessions:
            aspect = _aspect(heard)
            replies = [await self._tell(heard, each, aspect) for each in sessions[:MOST]]
            return replies, []
        async with self.toolbox.database.transaction() as session:
            is_any = await workshops.any_upcoming(session, self.toolbox.clock.now())
        if is_any:
            return [Reply(key="workshops.detail.which", choices=(find_choice(),))], []
        keys = self.toolbox.content.answer("find_workshops")
        return [Reply(key=key) for key in keys], []

    async def _meant(self, heard: Heard) -> list[WorkshopSession]:
        """The session of a choice, of the open form, or those that are booked."""
        told = heard.slots.get("workshop") if heard.active_form == WorkshopForm.NAME else None
        chosen = named_by(heard, "about") or (told or {}).get("session")
        now = self.toolbox.clock.now()
        async with self.toolbox.database.transaction() as session:
            if chosen:
                found = await session.get(WorkshopSession, chosen)
                return [found] if found else []
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            bookings = await workshops.bookings_of(session, resident_id, now)
        if heard.active_form == WorkshopForm.NAME:
            return [each.session for each in (await self._listed.found(heard, told or {})).openings]
        booked = list({each.session.id: each.session for each in bookings}.values())
        when = read_when(heard.text, now, self.toolbox.zone)
        on_that_day = [each for each in booked if when and when.covers(each.starts_at)]
        return on_that_day or await self._reminded(heard, booked) or booked

    async def _reminded(self, heard: Heard, booked: list[WorkshopSession]) -> list[WorkshopSession]:
        """What the last reminder was about, unless it is over and another one is to come."""
        workshop = await reminded_of(self.toolbox, heard)
        if workshop is None or (booked and workshop.id not in {each.id for each in booked}):
            return []
        return [workshop]

    async def _tell(self, heard: Heard, workshop: WorkshopSession, aspect: str | None) -> Reply:
        args: dict[str, Any] = session_args(workshop)
        notes = {language: _cut(text) for language, text in workshop.notes.items() if text.strip()}
        childcare = "yes" if workshop.childcare else "no"
        match aspect:
            case "place":
                args["map"] = map_link(workshop.address, self.toolbox)
                return Reply(key="workshops.detail.place", args=args)
            case "schedule":
                return Reply(key="workshops.detail.schedule", args=args)
            case "childcare":
                return Reply(key=f"workshops.detail.childcare.{childcare}", args=args)
            case "language":
                args["language"] = _language(workshop)
                return Reply(key="workshops.detail.language", args=args)
            case "seats":
                return await self._seats(workshop, args)
            case "reminder":
                return await reminders_reply(self.toolbox, heard, workshop)
            case "bring" | "parking" if not notes or not _tells(aspect, notes):
                return await self._ask_them(workshop, args)
            case "bring" | "parking":
                return Reply(
                    key="workshops.detail.notes", args={**args, "notes": {"$words": notes}}
                )
        args["language"] = _language(workshop)
        args["childcare"] = {"$text": {"key": f"workshops.childcare.{childcare}"}}
        args["notes"] = {"$words": {language: f" {text}" for language, text in notes.items()}}
        return Reply(key="workshops.detail.all", args=args)

    async def _seats(self, workshop: WorkshopSession, args: dict[str, Any]) -> Reply:
        async with self.toolbox.database.transaction() as session:
            found = await workshops.opening(session, workshop.id, self.toolbox.clock.now())
        if found is None:
            return Reply(key="workshops.closed")
        if not found.free:
            args["waiting"] = found.waiting
            return Reply(key="workshops.detail.full", args=args)
        args["seats"] = seats_left(found.free)
        return Reply(key="workshops.detail.seats", args=args)

    async def _ask_them(self, workshop: WorkshopSession, args: dict[str, Any]) -> Reply:
        """Who knows what we were not told."""
        async with self.toolbox.database.transaction() as session:
            organization = await session.get_one(Organization, workshop.organization_id)
        args["organization"] = organization.name
        if organization.phone is None:
            return Reply(key="workshops.detail.unknown", args=args)
        args["phone"] = national(organization.phone)
        return Reply(key="workshops.detail.unknown.call", args=args)


def _aspect(heard: Heard) -> str | None:
    """What is asked; None where it is everything, or nothing we know the words of."""
    if named_by(heard, "about"):
        return None
    for aspect in ASPECTS:
        if says(aspect, heard.text):
            return aspect
    return "language" if heard.entities.get("language") else None


def _language(workshop: WorkshopSession) -> dict[str, Any]:
    return {"$text": {"key": f"workshops.in.{workshop.language}"}}


def _tells(aspect: str, notes: dict[str, str]) -> bool:
    """Whether the notes answer: what to bring is what they are for; parking they may leave out."""
    if aspect == "bring":
        return True
    return any(says(aspect, text) for text in notes.values())


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NOTES else f"{text[: LONGEST_NOTES - 3].rstrip()}..."
