"""`action_stop_messages`: a wish for no more messages that our lists of words do not know."""

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.floor import STOP_ASIDE, asked_aside
from bot.actions.not_understood import NotUnderstood
from bot.actions.open_forms import OPEN_FORMS
from bot.actions.wishes import is_unsure
from bot.conversation.goodbyes import GOODBYES
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.stopping import stop
from bot.services import consent
from bot.services.phrases import says

STOP, STOP_EVERYWHERE, KEEP = "stop", "stop_everywhere", "keep"


class StopMessages(EnlaceAction):
    """Ends all messages to this address, or to all of this person's, with one confirmation."""

    NAME = "action_stop_messages"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Records the wish in the resident's own words, or asks whether it is one.

        Who is silenced by mistake hears nothing more, so what is not sure is asked about. The usual
        words never come here (`bot.services.consent.wishes`). Who writes of a visit, too, is asked
        even where the classifier is sure. Who wants messages, or says that none come, keeps them.
        """
        option = _chosen(heard)
        if option is None and consent.wants_messages(heard.text):
            return [Reply(key=await self._what_is_on(heard))], _back(heard)
        if option == KEEP:
            return [Reply(key="consent.kept")], _back(heard)
        is_visit = option is None and says("visiting", heard.text)
        if is_visit and is_unsure(heard):
            return [], [FollowupAction(NotUnderstood.NAME)]
        meant = option or (STOP_EVERYWHERE if consent.means_everywhere(heard.text) else STOP)
        if is_visit or (option is None and (is_unsure(heard) or heard.doubtful)):
            choices = (_choice(meant, "stop"), _choice(KEEP, "keep"))
            return [Reply(key=STOP_ASIDE, choices=choices)], []
        ends = consent.kinds_meant(heard.text) if option is None else (consent.ALL,)
        async with self.toolbox.database.transaction() as session:
            said = await stop(
                session,
                heard.conversation_id,
                heard.text if option is None else await _words(session, heard),
                self.toolbox.clock.now(),
                ends,
                everywhere=meant == STOP_EVERYWHERE,
            )
        if said not in GOODBYES:  # which go on with what is open
            return [Reply(key=said)], _back(heard)
        nothing_open = [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet(OPEN_FORMS, None),
        ]
        return [Reply(key=said)], nothing_open

    async def _what_is_on(self, heard: Heard) -> str:
        """The key of what is said to who wants messages."""
        async with self.toolbox.database.transaction() as session:
            is_stopped = await consent.has_stopped_any(session, heard.conversation_id)
        return "consent.some_stopped" if is_stopped else "consent.going_on"


def _back(heard: Heard) -> Events:
    """To the form that is open."""
    return [FollowupAction(heard.active_form)] if heard.active_form else []


async def _words(session: AsyncSession, heard: Heard) -> str:
    """The wish, and the answer to our question whether it is one."""
    latest = await consent.words_before(session, heard.conversation_id, heard.message_id)
    return f"{latest} ({heard.text})" if latest else heard.text


def _chosen(heard: Heard) -> str | None:
    """What they chose of the two, if they were asked."""
    if heard.picked in (STOP, STOP_EVERYWHERE, KEEP):
        return heard.picked
    if asked_aside(heard) != "stop_messages" or heard.doubtful:
        return None
    return KEEP if heard.intent == "deny" else STOP


def _choice(option: str, said: str) -> Choice:
    label = Phrase(key=f"consent.sure.{said}")
    return Choice(label=label, intent="stop_messages", entities={"option": option})
