"""What a reminder was about: an answer that names nothing is meant for it, days later, too."""

from typing import Final

from bot.actions.base import Heard, Toolbox
from bot.conversation.outbox import last_said
from bot.conversation.purposes import REPLY
from bot.services import reminders, workshops
from bot.services.reminders import ANSWERED_WITHIN
from bot.store.models import WorkshopSession

OF_SESSIONS: Final = ("session_start", "session_missed")
"""What can be followed and names a session, with which its occasion begins."""


async def reminded_of(toolbox: Toolbox, heard: Heard) -> WorkshopSession | None:
    """The session that the last reminder of this conversation was about, over or not."""
    now = toolbox.clock.now()
    async with toolbox.database.transaction() as session:
        last = await reminders.last_said(session, heard.conversation_id, now - ANSWERED_WITHIN)
        rule = toolbox.content.reminders.kinds.get(last.kind) if last else None
        if last is None or rule is None or rule.follows not in OF_SESSIONS:
            return None
        session_id, moment, _ = last.occasion.rpartition("@")
        return await session.get(WorkshopSession, session_id if moment else last.occasion)


async def seat_reminded_of(toolbox: Toolbox, heard: Heard) -> int | None:
    """The registration that a plain yes or no is about, where a reminder was the last word."""
    workshop = await reminded_of(toolbox, heard)
    if workshop is None:
        return None
    async with toolbox.database.transaction() as session:
        latest = await last_said(session, heard.conversation_id)
        if latest is None or latest.purpose == REPLY:
            return None
        resident_id = await workshops.resident_of(session, heard.conversation_id)
        bookings = await workshops.bookings_of(session, resident_id, toolbox.clock.now())
    numbers = [each.registration.id for each in bookings if each.session.id == workshop.id]
    return next(iter(numbers), None)
