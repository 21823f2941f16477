"""A seat that was offered: taken by its choice, by "yes", or in words."""

from bot.actions.base import Heard, Toolbox
from bot.actions.field import NeverAsked, Read, Taken, Told
from bot.actions.form import Completion
from bot.actions.workshops.options import number_of
from bot.actions.workshops.outcomes import look_further, outcome_replies, what_next
from bot.conversation.replies import Reply
from bot.conversation.workshops import tell
from bot.services import workshops
from bot.services.workshops import Closed, Registered


class OfferField(NeverAsked):
    """The offered registration that a choice takes."""

    name = "offer"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Its number."""
        del told, is_asked
        number = number_of(heard, "take")
        return None if number is None else Taken(number)


async def take_offer(toolbox: Toolbox, heard: Heard, registration_id: int) -> Completion:
    """Takes the seat; says where it is no longer held."""
    now = toolbox.clock.now()
    async with toolbox.database.transaction() as session:
        resident_id = await workshops.resident_of(session, heard.conversation_id)
        outcome, notices = await workshops.accept(
            session, registration_id, resident_id, now, toolbox.zone
        )
        await tell(session, toolbox.messenger, notices)
    if isinstance(outcome, Registered):
        return Completion(outcome_replies(outcome, toolbox), what_next(outcome.booking))
    if isinstance(outcome, Closed):
        return Completion([Reply(key="workshops.offer_gone")], look_further())
    return Completion(outcome_replies(outcome, toolbox), look_further())
