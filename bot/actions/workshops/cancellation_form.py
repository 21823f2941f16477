"""`cancellation_form`: a booking is given up, once it is sure which and that they mean it."""

from collections.abc import Sequence

from bot.actions.base import Heard
from bot.actions.field import Field, Read, Taken, Told
from bot.actions.form import Beginning, Completion, Form
from bot.actions.workshops.booking_field import (
    NOTHING_BOOKED,
    BookingField,
    BookingsShown,
    begin_with_bookings,
    bookings_of,
)
from bot.actions.workshops.options import number_of, option_of
from bot.actions.workshops.outcomes import look_further
from bot.actions.workshops.over import nothing_booked
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import booking_args, find_choice, tell
from bot.services import workshops
from bot.services.phrases import answer, plain

DECLINES = "declines"
"""Told where the seat was only offered."""


class SureField(Field):
    """Whether they mean it."""

    name = "sure"
    depends_on = ("booking",)
    is_noted = False

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Yes or no."""
        del told
        option = option_of(heard)
        if option in ("give_up", "keep"):
            return Taken(option == "give_up")
        if not is_asked:
            return None
        if heard.intent in ("affirm", "deny"):
            return Taken(heard.intent == "affirm")
        if heard.intent == "cancel_workshop":  # "cancel it"
            return Taken(True)
        said = answer(plain(heard.text))
        return Taken(said == "yes") if said in ("yes", "no") else None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """Names what would be given up."""
        bookings = await bookings_of(self.toolbox, heard)
        meant = [each for each in bookings if each.registration.id == told["booking"]]
        if not meant:
            return [Reply(key="workshops.closed", choices=(find_choice(),))]
        choices = (
            _choice("workshops.give_up", "give_up"),
            _choice("workshops.keep", "keep"),
        )
        args = booking_args(meant[0])
        return [Reply(key="workshops.cancel.question", args=args, choices=choices)]


class CancellationForm(Form):
    """Which booking, and whether they are sure."""

    NAME = "cancellation_form"
    COMPLETES = "action_cancel_workshop"
    INTENTS = frozenset({"cancel_workshop"})

    def make_fields(self) -> Sequence[Field]:
        """In the order they are asked."""
        which = BookingField(
            self.toolbox,
            intent="cancel_workshop",
            question_key="workshops.cancel.which.question",
        )
        return which, BookingsShown(self.toolbox), SureField(self.toolbox)

    async def begin(self, heard: Heard) -> Beginning:
        """Declines an offer; else what is booked, where it is one thing or nothing."""
        if number := number_of(heard, "leave"):
            return Beginning(told={"booking": number, "sure": True, DECLINES: True}, is_over=True)
        return await begin_with_bookings(self.toolbox, heard)

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """Gives the booking up, and tells who gets the seat."""
        if told.get(NOTHING_BOOKED):
            return await nothing_booked(self.toolbox, heard)
        if not told["sure"]:
            return Completion([Reply(key="workshops.kept")])
        toolbox = self.toolbox
        async with toolbox.database.transaction() as session:
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            booking, notices = await workshops.give_up(
                session, told["booking"], resident_id, toolbox.clock.now(), toolbox.zone
            )
            await tell(session, toolbox.messenger, notices)
        if booking is None:
            return Completion([Reply(key="workshops.nothing_booked")], look_further())
        key = "workshops.declined" if told.get(DECLINES) else "workshops.canceled"
        return Completion([Reply(key=key, args=booking_args(booking))], look_further())


def _choice(label: str, option: str) -> Choice:
    return Choice(label=Phrase(key=label), intent="cancel_workshop", entities={"option": option})
