"""`action_help`: what can be done here."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.menu import menu
from bot.conversation.replies import Reply


class Help(EnlaceAction):
    """Says what the assistant does; in a form, how forms are answered, skipped and left."""

    NAME = "action_help"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The help."""
        if heard.active_form:
            return [Reply(key="help_in_form")], []
        return [Reply(key="help", choices=menu())], []
