"""`action_answer_offer`: a plain yes or no to a seat that is held."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.workshops.taking_offers import take_offer
from bot.conversation.replies import Reply
from bot.conversation.workshops import booking_args, find_choice, tell
from bot.services import workshops


class AnswerOffer(EnlaceAction):
    """Takes the seat that is held for them, or lets it go."""

    NAME = "action_answer_offer"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Where several are held, the one that was offered first."""
        toolbox, now = self.toolbox, self.toolbox.clock.now()
        async with toolbox.database.transaction() as session:
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            offers = await workshops.offers_to(session, resident_id, now)
            if not offers:
                return [Reply(key="workshops.offer_gone", choices=(find_choice(),))], []
            number = offers[0].registration.id
            if heard.intent == "deny":
                _, notices = await workshops.give_up(
                    session, number, resident_id, now, toolbox.zone
                )
                await tell(session, toolbox.messenger, notices)
                args = booking_args(offers[0])
                return [Reply(key="workshops.declined", args=args, choices=(find_choice(),))], []
        taken = await take_offer(toolbox, heard, number)
        return [*taken.replies, *([taken.next_step] if taken.next_step else [])], []


async def holds_an_offer(action: EnlaceAction, heard: Heard) -> bool:
    """Whether a seat is held for the resident who wrote."""
    async with action.toolbox.database.transaction() as session:
        resident_id = await workshops.resident_of(session, heard.conversation_id)
        return bool(await workshops.offers_to(session, resident_id, action.toolbox.clock.now()))
