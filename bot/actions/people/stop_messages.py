"""`action_stop_messages`: a wish for no more messages that our lists of words do not know."""

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.floor import STOP_ASIDE, asked_aside
from bot.actions.not_understood import NotUnderstood
from bot.actions.open_forms import OPEN_FORMS
from bot.actions.wishes import is_unsure
from bot.conversation.gate import OPT_OUT_CONFIRMATION
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import consent
from bot.services.phrases import says

STOP, KEEP = "stop", "keep"


class StopMessages(EnlaceAction):
    """Ends all messages to this address, with one confirmation."""

    NAME = "action_stop_messages"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Records the wish in the resident's own words, or asks whether it is one.

        Who is silenced by mistake hears nothing more, so what is not sure is asked about. The usual
        words never come here (`bot.services.consent.wishes`). Who writes of a visit, too, is asked
        even where the classifier is sure.
        """
        option = _chosen(heard)
        if option == KEEP:
            again = [FollowupAction(heard.active_form)] if heard.active_form else []
            return [Reply(key="consent.kept")], again
        is_visit = option != STOP and says("visiting", heard.text)
        if is_visit and is_unsure(heard):
            return [], [FollowupAction(NotUnderstood.NAME)]
        if is_visit or (option != STOP and (is_unsure(heard) or heard.doubtful)):
            return [Reply(key=STOP_ASIDE, choices=(_choice(STOP), _choice(KEEP)))], []
        async with self.toolbox.database.transaction() as session:
            await consent.opt_out(
                session, heard.conversation_id, heard.text, self.toolbox.clock.now()
            )
        nothing_open = [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet(OPEN_FORMS, None),
        ]
        return [Reply(key=OPT_OUT_CONFIRMATION)], nothing_open


def _chosen(heard: Heard) -> str | None:
    """What they chose of the two, if they were asked."""
    if heard.picked in (STOP, KEEP):
        return heard.picked
    if asked_aside(heard) != "stop_messages" or heard.doubtful:
        return None
    return KEEP if heard.intent == "deny" else STOP


def _choice(option: str) -> Choice:
    label = Phrase(key=f"consent.sure.{option}")
    return Choice(label=label, intent="stop_messages", entities={"option": option})
