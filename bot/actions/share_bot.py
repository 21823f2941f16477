"""`action_share_bot`: "what's the link for my sister"."""

from typing import Any

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.languages import named_language
from bot.conversation.phones import national
from bot.conversation.replies import Reply


class ShareBot(EnlaceAction):
    """Gives the link and the number to pass on, in the language of the person they are for."""

    NAME = "action_share_bot"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """One message, which asks nothing."""
        ways, named = self.toolbox.ways_in, heard.entities.get("language")
        language = named_language(named[-1], self.toolbox.languages) if named else heard.language
        args: dict[str, Any] = {"link": ways.link(language or heard.language)}
        if named and language is None:
            return [Reply(key="share_bot.unsupported", args=args)], []
        if language != heard.language:
            name = {"$text": {"key": f"language.name.{language}"}}
            return [Reply(key="share_bot.in_language", args={**args, "language": name})], []
        if ways.phone_number:
            number = national(ways.phone_number)
            return [Reply(key="share_bot.with_number", args={**args, "number": number})], []
        return [Reply(key="share_bot", args=args)], []
