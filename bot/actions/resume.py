"""`action_resume`: after a courtesy, the form that is open asks on."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Reply


class Resume(EnlaceAction):
    """Says nothing itself."""

    NAME = "action_resume"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Nothing: what resumes is the form."""
        del heard
        return [], []
