"""`action_check_license`: where a request or a license stands, and giving it up."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.licenses.telling import (
    GIVE_UP,
    GIVE_UP_NOW,
    about,
    closed,
    says_license,
    sure_to_give_up,
    told,
    with_choices,
)
from bot.conversation.license_news import LicenseNews
from bot.conversation.questions import asks_what
from bot.conversation.replies import Reply
from bot.services import licenses
from bot.services.content import LicenseProgram
from bot.services.licenses import Standing


class CheckLicense(EnlaceAction):
    """Tells state, place in line, days left and what comes next."""

    NAME = "action_check_license"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """One message, with what can be done from here unless a form asks on."""
        program = self.toolbox.content.license
        if program is None:
            return [Reply(key="license.no_program")], []
        if heard.picked == GIVE_UP_NOW:
            return await self._give_up(heard, program), []
        async with self.toolbox.database.transaction() as session:
            standing = await licenses.of_resident(
                session,
                program,
                heard.conversation_id,
                self.toolbox.clock.now(),
                self.toolbox.zone,
            )
        if heard.picked == GIVE_UP and standing:
            return [sure_to_give_up()], []
        replies = self._told(heard, program, standing)
        if heard.active_form or (standing is None and program.requests == "closed"):
            return replies, []
        return [*replies[:-1], with_choices(replies[-1], self.toolbox.content, standing)], []

    def _told(
        self, heard: Heard, program: LicenseProgram, standing: Standing | None
    ) -> list[Reply]:
        if standing:
            return [told(program, standing)]
        none = Reply(key="license.none", args={"provider": program.name})
        if program.requests == "closed":
            return [none, *closed(program)]
        if asks_what(heard.text) and says_license(program, heard.text):
            return [*about(program), Reply(key="license.what_next")]
        return [none]

    async def _give_up(self, heard: Heard, program: LicenseProgram) -> list[Reply]:
        """The same answer again after a crash: by then there is nothing left to give up."""
        now, zone = self.toolbox.clock.now(), self.toolbox.zone
        async with self.toolbox.database.transaction() as session:
            _, others = await licenses.give_up(session, program, heard.conversation_id, now, zone)
            await LicenseNews(self.toolbox.messenger, program, zone).tell(session, others)
        return [Reply(key="license.given_up", args={"provider": program.name})]
