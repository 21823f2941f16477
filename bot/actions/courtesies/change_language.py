"""`action_change_language`: "in english pls", "¿habla español?"."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.languages import CHANGED
from bot.conversation.replies import Reply
from bot.conversation.wanted_language import wanted_language
from bot.services import residents


class ChangeLanguage(EnlaceAction):
    """Writes to the resident in the language they want; with none named, in the other one."""

    NAME = "action_change_language"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Stores the language; says so in it."""
        named = heard.entities.get("language", [])
        wanted = wanted_language(heard.text, named, heard.language, self.toolbox.languages)
        if wanted is None:
            return [Reply(key="language.unsupported")], []
        async with self.toolbox.database.transaction() as session:
            await residents.set_language(session, heard.conversation_id, wanted)
        return [Reply(key=CHANGED)], []
