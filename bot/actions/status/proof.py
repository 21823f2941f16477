"""What a resident may see, by the phones they proved to hold."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.base import Heard, Toolbox
from bot.conversation.replies import Reply
from bot.services import applications, residents, verification
from bot.services.applications import Standing


async def own_applications(
    toolbox: Toolbox, session: AsyncSession, heard: Heard
) -> Sequence[Standing]:
    """The applications of the phones that the resident has proved to hold by now."""
    phones = await verification.proved_phones(session, heard.conversation_id, toolbox.clock.now())
    return await applications.of_phones(session, phones)


async def can_look_up(toolbox: Toolbox, session: AsyncSession) -> bool:
    """Whether there is anything to look up, and a way to send codes."""
    can_send = toolbox.messenger.can_reach(verification.PHONE_CHANNEL)
    return can_send and await applications.are_known(session)


async def send_code(toolbox: Toolbox, session: AsyncSession, heard: Heard, written: str) -> bool:
    """Sends a code for a reference, if there is one; False where too many were asked for."""
    now = toolbox.clock.now()
    code = await verification.request_code(
        session, toolbox.vault, heard.conversation_id, heard.message_id, written, now
    )
    if code is None:
        return False
    if code.phone:
        conversation_id = await residents.open_conversation(
            session, toolbox.vault, verification.PHONE_CHANNEL, code.phone, now, heard.language
        )
        message = Reply(key=verification.CODE_MESSAGE, args={"code": code.digits})
        await toolbox.messenger.say(
            session,
            conversation_id,
            [message],
            language=heard.language,
            expires_at=now + verification.LASTS,
        )
    return True
