"""`action_renew_license`: four more months, where the window is open."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.licenses.telling import closed, told, with_choices
from bot.conversation.replies import Reply
from bot.services import licenses
from bot.services.content import LicenseProgram
from bot.services.licenses import Renewal


class RenewLicense(EnlaceAction):
    """Renews, or tells from when on it can be done."""

    NAME = "action_renew_license"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """What came of it, in one message."""
        program = self.toolbox.content.license
        if program is None:
            return [Reply(key="license.no_program")], []
        async with self.toolbox.database.transaction() as session:
            renewal = await licenses.renew(
                session,
                program,
                heard.conversation_id,
                heard.message_id,
                self.toolbox.clock.now(),
                self.toolbox.zone,
            )
        if renewal.outcome == "none" and program.requests == "closed":
            return closed(program), []
        reply = _reply(program, renewal)
        if heard.active_form or renewal.outcome in ("renewed", "asked", "closed"):
            return [reply], []
        return [with_choices(reply, self.toolbox.content, renewal.standing)], []


def _reply(program: LicenseProgram, renewal: Renewal) -> Reply:
    standing = renewal.standing
    if standing is None:
        return Reply(key="license.none", args={"provider": program.name})
    reply = told(program, standing)
    if renewal.outcome in ("closed", "renewed", "too_early"):
        return reply.model_copy(update={"key": f"license.renewal.{renewal.outcome}"})
    return reply
