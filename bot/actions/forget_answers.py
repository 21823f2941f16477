"""`action_forget_answers`: what was said in a form that the resident drops."""

from rasa_sdk.events import SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Reply


class ForgetAnswers(EnlaceAction):
    """Empties the slots of the eligibility form."""

    NAME = "action_forget_answers"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Says nothing: the response after it does."""
        return [], [SlotSet("household", None), SlotSet("eligibility_outcome", None)]
