"""Which of a resident's bookings is meant."""

from collections.abc import Sequence

from bot.actions.base import Heard, Toolbox
from bot.actions.field import Field, NeverAsked, Read, Taken, Told, Wrong
from bot.actions.form import Beginning
from bot.actions.workshops.options import named_by, number_of
from bot.actions.workshops.reminded import reminded_of
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import choices_of
from bot.services import workshops
from bot.services.phrases import plain
from bot.services.when import read_when
from bot.services.workshops import Booking

SHOWN = 3
"""Bookings to choose from at once: their labels must fit into one text message."""
INTENTS = frozenset({"reschedule_workshop", "cancel_workshop"})
"""What may be asked for a booking."""
NOTHING_BOOKED = "nothing_booked"
"""Told where there is nothing to choose from."""
FROM = "bookings_from"
"""Told: how many bookings come before those that are shown."""


async def bookings_of(toolbox: Toolbox, heard: Heard) -> list[Booking]:
    """What whoever wrote has booked and is still to come, the next one first."""
    async with toolbox.database.transaction() as session:
        resident_id = await workshops.resident_of(session, heard.conversation_id)
        return await workshops.bookings_of(session, resident_id, toolbox.clock.now())


async def begin_with_bookings(toolbox: Toolbox, heard: Heard) -> Beginning:
    """How a form about a booking begins: known where it is one, over where there is none."""
    bookings = await bookings_of(toolbox, heard)
    if not bookings:
        return Beginning(told={NOTHING_BOOKED: True}, is_over=True)
    if len(bookings) == 1 and not number_of(heard, "booking"):
        return Beginning(told={BookingField.name: bookings[0].registration.id})
    return Beginning()


def page_of(bookings: Sequence[Booking], start: int) -> tuple[Sequence[Booking], int | None]:
    """The bookings that are shown from a place on, and where "more" leads, if there are others."""
    if len(bookings) <= SHOWN:
        return bookings, None
    start = start if start < len(bookings) else 0
    after = start + SHOWN
    return bookings[start:after], after if after < len(bookings) else 0


def more_choice(intent: str, start: int) -> Choice:
    """The bookings after those that are shown."""
    option = f"bookings:{start}"
    return Choice(label=Phrase(key="choice.more"), intent=intent, entities={"option": option})


def picked_page(heard: Heard) -> int | None:
    """Where the bookings begin that the picked "more" asks for."""
    start = named_by(heard, "bookings") or ""
    return int(start) if start.isdecimal() else None


class BookingsShown(NeverAsked):
    """Which of many bookings are shown: "more" turns the page."""

    name = FROM

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """How many come before them."""
        del told, is_asked
        start = picked_page(heard)
        return None if start is None else Taken(start)


class BookingField(Field):
    """By choice, by day, or by who comes."""

    name = "booking"
    is_noted = False

    def __init__(self, toolbox: Toolbox, intent: str, question_key: str) -> None:
        super().__init__(toolbox)
        self._intent = intent
        self._question_key = question_key

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """The registration's number: one of the resident's own."""
        del told
        number = number_of(heard, "booking")
        if heard.intent in INTENTS - {self._intent}:
            return None  # "I can't go to Luis's", when asked which to move
        if not (number or is_asked or heard.intent == self._intent):
            return None
        bookings = await bookings_of(self.toolbox, heard)
        if number and any(each.registration.id == number for each in bookings):
            return Taken(number)
        if number:
            return Wrong(Reply(key="workshops.closed")) if bookings else None
        fitting = self._meant(heard, bookings)
        if not (fitting or is_asked):
            fitting = await self._reminded(heard, bookings)
        return Taken(fitting[0].registration.id) if len(fitting) == 1 else None

    async def _reminded(self, heard: Heard, bookings: list[Booking]) -> list[Booking]:
        """Those that the last reminder was about: "I can't come" answers it."""
        workshop = await reminded_of(self.toolbox, heard)
        return [each for each in bookings if workshop and each.session.id == workshop.id]

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The bookings, three at a time."""
        bookings = await bookings_of(self.toolbox, heard)
        shown, after = page_of(bookings, told.get(FROM) or 0)
        choices = choices_of(shown, self._intent)
        if after is not None:
            choices = (*choices, more_choice(self._intent, after))
        return [Reply(key=self._question_key, choices=choices)]

    def _meant(self, heard: Heard, bookings: list[Booking]) -> list[Booking]:
        when = read_when(heard.text, self.toolbox.clock.now(), self.toolbox.zone)
        said = set(" ".join(plain(heard.text)).split())
        by_name = [
            each for each in bookings if (name := self._name(each)) and set(plain(name)) & said
        ]
        by_day = [each for each in bookings if when and when.covers(each.session.starts_at)]
        return by_name or by_day

    def _name(self, booking: Booking) -> str:
        """The first name of who comes; empty for the resident."""
        sealed = booking.registration.attendee
        return self.toolbox.vault.decrypt(sealed.encode()) if sealed else ""
