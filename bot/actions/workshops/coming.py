"""Reminded of a seat, they say that they come."""

from bot.actions.base import Heard, Toolbox
from bot.actions.field import NeverAsked, Read, Taken, Told
from bot.actions.form import Completion
from bot.actions.workshops.options import number_of
from bot.actions.workshops.outcomes import look_further
from bot.actions.workshops.over import is_over, over_reply
from bot.conversation.replies import Reply
from bot.conversation.workshops import booking_args
from bot.services import workshops


class ComingField(NeverAsked):
    """The registration that a choice confirms."""

    name = "coming"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Its number."""
        del told, is_asked
        number = number_of(heard, "come")
        return None if number is None else Taken(number)


async def confirm(
    toolbox: Toolbox, heard: Heard, registration_id: int, is_looking: bool = False
) -> Completion:
    """Notes it; who `is_looking` for another class meanwhile is asked on."""
    now = toolbox.clock.now()
    async with toolbox.database.transaction() as session:
        resident_id = await workshops.resident_of(session, heard.conversation_id)
        booking = await workshops.confirm(session, registration_id, resident_id, now)
    asks_again = (ComingField.name,) if is_looking else ()
    if booking is None:
        return Completion([Reply(key="workshops.closed")], look_further(), asks_again)
    if is_over(toolbox, booking.session):
        return Completion([over_reply(booking.session)], look_further(), asks_again)
    if booking.registration.state != "registered":
        return Completion([Reply(key="workshops.closed")], look_further(), asks_again)
    args = booking_args(booking)
    return Completion([Reply(key="workshops.see_you", args=args)], asks_again=asks_again)
