"""`action_talk_to_person`: the resident wants a human."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Reply
from bot.services import cases
from bot.services.office_hours import office
from bot.store.models import RESERVE, Case, Organization


class TalkToPerson(EnlaceAction):
    """Opens a case for staff, and says who answers the phone now, or when they will again."""

    NAME = "action_talk_to_person"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Opens the case once, however often they ask while staff have not closed it."""
        async with self.toolbox.database.transaction() as session:
            case = await cases.open_case(
                session,
                heard.conversation_id,
                heard.message_id,
                "asked_for_person",
                self.toolbox.clock.now(),
            )
            noted = await self._noted(session, case, heard)
        return [noted, *self._phones()], []

    async def _noted(self, session: AsyncSession, case: Case, heard: Heard) -> Reply:
        if case.inbound_id != heard.message_id:
            since = case.opened_at.isoformat()
            return Reply(key="person.already", args={"day": {"$day": since}, "time": _time(since)})
        if case.organization == RESERVE:
            return Reply(key="person.noted")
        theirs = await session.get_one(Organization, case.organization)
        return Reply(key="person.noted_organization", args={"organization": theirs.name})

    def _phones(self) -> list[Reply]:
        """The first contact with office hours: its number, and whether somebody is there."""
        for name, contact in self.toolbox.content.contacts.items():
            if contact.hours:
                desk = office(contact.hours, self.toolbox.clock.now(), self.toolbox.zone)
                at = desk.changes_at.isoformat()
                told: dict[str, Any] = {"contact": {"$text": {"key": f"content.contacts.{name}"}}}
                if desk.is_open:
                    return [Reply(key="person.phone_open", args={**told, "time": _time(at)})]
                told |= {"day": {"$day": at}, "time": _time(at)}
                return [Reply(key="person.phone_closed", args=told)]
        return []


def _time(moment: str) -> dict[str, str]:
    return {"$time": moment}
