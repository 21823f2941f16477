"""`action_tell_jobs`: where to turn for work."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.menu import menu
from bot.conversation.phones import national
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import jobs, organizations, residents
from bot.services.places import zip_named

MOST_OFFERED = 3


class TellJobs(EnlaceAction):
    """Says where to turn, by interest; and who is near, where that is known."""

    NAME = "action_tell_jobs"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """What fits, the nearest organization, and what else there is."""
        content = self.toolbox.content
        if not content.jobs:
            return [Reply(key="jobs.none", choices=menu())], []
        is_picked = heard.picked in content.jobs
        told = [heard.picked] if heard.picked in content.jobs else jobs.fitting(content, heard.text)
        replies = [Reply(key=f"content.jobs.{each}") for each in told]
        if not is_picked:
            replies += await self._nearest(heard)
        if heard.active_form is None:
            replies.append(self._what_else(told))
        return replies, []

    async def _nearest(self, heard: Heard) -> list[Reply]:
        """The organization nearest to the ZIP they name, or to where they said they live."""
        places = self.toolbox.content.places
        async with self.toolbox.database.transaction() as session:
            zip_code = zip_named(places, heard.text) or await residents.zip_code_of(
                session, heard.conversation_id
            )
            found = await organizations.nearest(session, places, zip_code) if zip_code else None
        if found is None:
            return []
        if found.phone is None:
            return [Reply(key="jobs.near", args={"organization": found.name})]
        args = {"organization": found.name, "phone": national(found.phone)}
        return [Reply(key="jobs.near_with_phone", args=args)]

    def _what_else(self, told: list[str]) -> Reply:
        content = self.toolbox.content
        choices = [
            Choice(
                label=Phrase(key=f"content.jobs.{each}.title"),
                intent="ask_jobs",
                entities={"option": each},
            )
            for each in jobs.others(content, told, MOST_OFFERED)
        ]
        courses = Choice(label=Phrase(key="menu.ask_courses"), intent="ask_courses")
        return Reply(key="jobs.else_question", choices=(*choices, courses))
