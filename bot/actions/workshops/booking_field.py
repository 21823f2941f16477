"""The field for which of a resident's bookings is meant."""

from bot.actions.base import Heard, Toolbox
from bot.actions.form import Field, Read, Taken, Told
from bot.actions.workshops.options import number_of
from bot.conversation.replies import Reply
from bot.conversation.workshops import choices_of
from bot.services import workshops
from bot.services.phrases import plain
from bot.services.when import read_when
from bot.services.workshops import Booking

SHOWN = 3
"""Bookings to choose from at once: their labels must fit into one text message."""


class BookingField(Field):
    """By choice, by day, or by who comes."""

    name = "booking"
    is_noted = False

    def __init__(self, toolbox: Toolbox, intent: str, question_key: str) -> None:
        super().__init__(toolbox)
        self._intent = intent
        self._question_key = question_key

    async def bookings(self, heard: Heard) -> list[Booking]:
        """Those that are still to come."""
        async with self.toolbox.database.transaction() as session:
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            return await workshops.bookings_of(session, resident_id, self.toolbox.clock.now())

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """The registration's number."""
        del told
        if number := number_of(heard, "booking"):
            return Taken(number)
        if not is_asked and heard.intent != self._intent:
            return None
        fitting = self._meant(heard, await self.bookings(heard))
        return Taken(fitting[0].registration.id) if len(fitting) == 1 else None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The bookings."""
        del told
        bookings = (await self.bookings(heard))[:SHOWN]
        return [Reply(key=self._question_key, choices=choices_of(bookings, self._intent))]

    def _meant(self, heard: Heard, bookings: list[Booking]) -> list[Booking]:
        when = read_when(heard.text, self.toolbox.clock.now(), self.toolbox.zone)
        said = set(" ".join(plain(heard.text)).split())
        by_name = [
            each
            for each in bookings
            if each.registration.attendee and set(plain(each.registration.attendee)) & said
        ]
        by_day = [each for each in bookings if when and when.covers(each.session.starts_at)]
        return by_name or by_day
