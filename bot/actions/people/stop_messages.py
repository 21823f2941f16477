"""`action_stop_messages`: a wish for no more messages that our lists of words do not know."""

from rasa_sdk.events import FollowupAction

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.gate import OPT_OUT_CONFIRMATION
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import consent

SURE = 0.6
"""Confidence from which the wish is obeyed at once: who is silenced by mistake hears nothing more,
so below it we ask. The usual words never come here (`bot.services.consent.wishes`)."""
STOP, KEEP = "stop", "keep"


class StopMessages(EnlaceAction):
    """Ends all messages to this address, with one confirmation."""

    NAME = "action_stop_messages"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Records the wish in the resident's own words, or asks whether it is one."""
        option = heard.entities.get("option", [""])[0]
        if option == KEEP:
            again = [FollowupAction(heard.active_form)] if heard.active_form else []
            return [Reply(key="consent.kept")], again
        if option != STOP and heard.confidence < SURE:
            return [Reply(key="consent.sure", choices=(_choice(STOP), _choice(KEEP)))], []
        async with self.toolbox.database.transaction() as session:
            await consent.opt_out(
                session, heard.conversation_id, heard.text, self.toolbox.clock.now()
            )
        return [Reply(key=OPT_OUT_CONFIRMATION)], []


def _choice(option: str) -> Choice:
    label = Phrase(key=f"consent.sure.{option}")
    return Choice(label=label, intent="stop_messages", entities={"option": option})
