"""`action_start_over`: what is under way is dropped."""

from rasa_sdk.events import SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.menu import menu
from bot.conversation.replies import Reply


class StartOver(EnlaceAction):
    """Empties every slot: what was told and the forms that wait are gone; offers the menu."""

    NAME = "action_start_over"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The menu."""
        emptied = [SlotSet(name, None) for name, value in heard.slots.items() if value is not None]
        return [Reply(key="start_over", choices=menu())], emptied
