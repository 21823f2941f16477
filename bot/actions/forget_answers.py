"""`action_forget_answers`: what was said in a form that the resident drops."""

from rasa_sdk.events import SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Reply


class ForgetAnswers(EnlaceAction):
    """Empties every slot: what was told, and the forms that wait."""

    NAME = "action_forget_answers"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Says nothing: the response after it does."""
        return [], [SlotSet(name, None) for name, value in heard.slots.items() if value is not None]
