"""`action_greet`: "hi", "buenas tardes"."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.menu import menu
from bot.conversation.replies import Reply


class Greet(EnlaceAction):
    """Greets with the menu; in a form shortly, since the form asks on."""

    NAME = "action_greet"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The greeting."""
        if heard.active_form:
            return [Reply(key="greet_again")], []
        return [Reply(key="greet", choices=menu())], []
