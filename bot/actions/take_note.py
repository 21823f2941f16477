"""`action_take_note`: information nobody has asked for just now."""

from rasa_sdk.events import FollowupAction, SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.eligibility import FORM, HOUSEHOLD, OUTCOME, facts_of
from bot.conversation.menu import menu
from bot.conversation.replies import Reply
from bot.services.household import read


class TakeNote(EnlaceAction):
    """A correction after the outcome ("no, 60608") is taken up; anything else gets the menu."""

    NAME = "action_take_note"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Opens the form again where something the household told is now different."""
        before = facts_of(heard)
        if before:
            reading = read(
                heard.text, heard.intent, heard.entity_list(), None, before, self.toolbox.content
            )
            if reading.changed:
                return [Reply(key="noted")], [
                    SlotSet(HOUSEHOLD, reading.facts),
                    SlotSet(OUTCOME, None),
                    FollowupAction(FORM),
                ]
        return [Reply(key="nothing_asked", choices=menu())], []
