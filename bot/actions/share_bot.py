"""`action_share_bot`: "what's the link for my sister"."""

import random
from typing import Any

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.languages import named_language
from bot.conversation.phones import national
from bot.conversation.replies import Reply
from bot.services import links, organizations
from bot.store.models import Link


class ShareBot(EnlaceAction):
    """Gives the link and the number to pass on, in the language of the person they are for."""

    NAME = "action_share_bot"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """One message, which asks nothing."""
        ways, named = self.toolbox.ways_in, heard.entities.get("language")
        language = named_language(named[-1], self.toolbox.languages) if named else heard.language
        link = await self._link(heard, language or heard.language)
        args: dict[str, Any] = {"link": ways.address(link.written)}
        if named and language is None:
            return [Reply(key="share_bot.unsupported", args=args)], []
        if language != heard.language:
            name = {"$text": {"key": f"language.name.{language}"}}
            return [Reply(key="share_bot.in_language", args={**args, "language": name})], []
        if ways.phone_number:
            number = national(ways.phone_number)
            told = {**args, "number": number, "code": link.written}
            return [Reply(key="share_bot.with_number", args=told)], []
        return [Reply(key="share_bot", args=args)], []

    async def _link(self, heard: Heard, language: str) -> Link:
        """The link of whoever looks after this resident, who will look after the next one too."""
        async with self.toolbox.database.transaction() as session:
            theirs = await organizations.of_resident(session, heard.conversation_id)
            now = self.toolbox.clock.now()
            return await links.to_share(session, theirs, language, now, random.SystemRandom())
