"""`action_delete_my_data`: the resident wants their data erased."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Reply
from bot.services import cases


class DeleteMyData(EnlaceAction):
    """Records the wish for staff, who erase."""

    NAME = "action_delete_my_data"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Opens a case once."""
        async with self.toolbox.database.transaction() as session:
            await cases.open_case(
                session,
                heard.conversation_id,
                heard.message_id,
                "erase_data",
                self.toolbox.clock.now(),
            )
        return [Reply(key="delete_my_data")], []
