"""`action_talk_to_person`: the resident wants a human."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Reply
from bot.services import cases


class TalkToPerson(EnlaceAction):
    """Records a case for staff, and says who can be reached meanwhile."""

    NAME = "action_talk_to_person"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Opens the case once, however often they ask while it is open."""
        async with self.toolbox.database.transaction() as session:
            await cases.open_case(
                session,
                heard.conversation_id,
                heard.message_id,
                "asked_for_person",
                self.toolbox.clock.now(),
            )
        return [Reply(key="talk_to_person"), *self._contacts()], []

    def _contacts(self) -> list[Reply]:
        """Who answers the phone, as the content pack knows: the first contact."""
        return [Reply(key=f"content.contacts.{name}") for name in self.toolbox.content.contacts][:1]
