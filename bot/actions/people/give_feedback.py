"""`action_give_feedback`: praise or a complaint, about the assistant or a program."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Reply
from bot.services import cases
from bot.services.feedback import tone_of


class GiveFeedback(EnlaceAction):
    """Keeps it for staff and thanks for it; a form that is open asks on."""

    NAME = "action_give_feedback"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """A case of its own for each; the words are the message that opened it."""
        tone = tone_of(heard.text)
        async with self.toolbox.database.transaction() as session:
            await cases.open_case(
                session,
                heard.conversation_id,
                heard.message_id,
                "feedback",
                self.toolbox.clock.now(),
                details={"tone": tone},
            )
        return [Reply(key=f"feedback.{tone}")], []
