"""`reschedule_form`: another session instead; the old seat is kept until the new one is sure."""

from collections.abc import Sequence
from typing import Any

from bot.actions.base import Heard
from bot.actions.field import Field, Told
from bot.actions.form import Beginning, Completion, Form
from bot.actions.workshops.booking_field import (
    NOTHING_BOOKED,
    BookingField,
    BookingsShown,
    begin_with_bookings,
)
from bot.actions.workshops.outcomes import look_further, outcome_replies
from bot.actions.workshops.over import nothing_booked
from bot.actions.workshops.search import Found
from bot.actions.workshops.search_field import SearchField
from bot.actions.workshops.session_field import SessionField
from bot.conversation.replies import Choice, Reply
from bot.conversation.workshops import session_args, session_phrase, tell
from bot.services import workshops
from bot.services.workshops import Already, Booking, Closed, InLine, Notice, Request
from bot.services.workshops.seats import OPEN


class OtherSessionField(SessionField):
    """Sessions of the same workshop, but for the one that is booked."""

    depends_on = ("wanted", "booking")

    async def wanted(self, heard: Heard, told: Told) -> dict[str, Any]:
        """The same workshop, unless they ask for another."""
        wanted = await super().wanted(heard, told)
        booking = await self._booking(heard, told)
        if booking and not wanted.get("topics"):
            wanted.setdefault("workshop", booking.session.workshop)
        return wanted

    async def without(self, heard: Heard, told: Told) -> str | None:
        """The one that is booked."""
        booking = await self._booking(heard, told)
        return booking.session.id if booking else None

    async def list_reply(
        self, heard: Heard, told: Told, found: Found, choices: tuple[Choice, ...]
    ) -> Reply:
        """The list, with what it would replace."""
        booking = await self._booking(heard, told)
        if booking is None or booking.registration.state not in OPEN:  # given up meanwhile
            return await super().list_reply(heard, told, found, choices)
        key = "workshops.move" if found.is_exact else "workshops.move.closest"
        return Reply(
            key=f"{key}.question",
            args={"day": session_args(booking.session)["day"]},
            choices=choices,
        )

    async def _booking(self, heard: Heard, told: Told) -> Booking | None:
        async with self.toolbox.database.transaction() as session:
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            return await workshops.own_booking(session, resident_id, told.get("booking", 0))


class RescheduleForm(Form):
    """Which booking, and which session instead."""

    NAME = "reschedule_form"
    COMPLETES = "action_reschedule_workshop"
    INTENTS = frozenset({"reschedule_workshop"})

    def make_fields(self) -> Sequence[Field]:
        """In the order they are asked."""
        which = BookingField(
            self.toolbox,
            intent="reschedule_workshop",
            question_key="workshops.move.which.question",
        )
        return (
            which,
            BookingsShown(self.toolbox),
            SearchField(self.toolbox, self.slot),
            OtherSessionField(self.toolbox),
        )

    async def begin(self, heard: Heard) -> Beginning:
        """What is booked, where it is one thing or nothing."""
        return await begin_with_bookings(self.toolbox, heard)

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """Moves the booking, and tells who gets the old seat."""
        if told.get(NOTHING_BOOKED):
            return await nothing_booked(self.toolbox, heard)
        toolbox = self.toolbox
        async with toolbox.database.transaction() as session:
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            old = await workshops.own_booking(session, resident_id, told["booking"])
            request = Request(
                told["session"],
                resident_id,
                heard.conversation_id,
                heard.message_id,
                workshops.attendee_of(old.registration) if old else workshops.THEMSELVES,
            )
            now = toolbox.clock.now()
            notices: list[Notice] = []
            if old and old.registration.state in OPEN:
                outcome, notices = await workshops.move(
                    session, told["booking"], request, now, toolbox.zone
                )
            else:  # given up meanwhile, or moved by this message already
                outcome = await workshops.book(session, request, now)
            await tell(session, toolbox.messenger, notices)
        replies = outcome_replies(outcome, toolbox)
        waits = isinstance(outcome, InLine) or (isinstance(outcome, Already) and outcome.place)
        if waits and old:
            args = {"old": {"$text": session_phrase(old.session).model_dump()}}
            replies.append(Reply(key="workshops.old_seat_kept", args=args))
        if isinstance(outcome, Closed):
            return Completion(replies, look_further())
        return Completion(replies)
