"""`action_change_language`: "in english pls", "¿habla español?"."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.languages import named_language
from bot.conversation.replies import Reply
from bot.services import residents


class ChangeLanguage(EnlaceAction):
    """Writes to the resident in the language they name; with none named, in the other one."""

    NAME = "action_change_language"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Stores the language; says so in it."""
        wanted = self._wanted(heard)
        if wanted is None:
            return [Reply(key="language.unsupported")], []
        async with self.toolbox.database.transaction() as session:
            await residents.set_language(session, heard.conversation_id, wanted)
        return [Reply(key="language.changed")], []

    def _wanted(self, heard: Heard) -> str | None:
        named = heard.entities.get("language")
        if named:
            return named_language(named[-1], self.toolbox.languages)
        others = [code for code in self.toolbox.languages if code != heard.language]
        return others[0] if others else heard.language
