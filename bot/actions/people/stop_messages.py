"""`action_stop_messages`: a plain request for no more messages (design §6)."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.gate import OPT_OUT_CONFIRMATION
from bot.conversation.replies import Reply
from bot.services import consent


class StopMessages(EnlaceAction):
    """Ends all messages to this address, with one confirmation."""

    NAME = "action_stop_messages"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Records the wish in the resident's own words."""
        async with self.toolbox.database.transaction() as session:
            await consent.opt_out(
                session, heard.conversation_id, heard.text, self.toolbox.clock.now()
            )
        return [Reply(key=OPT_OUT_CONFIRMATION)], []
