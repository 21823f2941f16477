"""`action_stop_messages`: a wish for no more messages that our lists of words do not know."""

from collections.abc import Sequence

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.floor import STOP_ASIDE, asked_aside
from bot.actions.not_understood import NotUnderstood
from bot.actions.open_forms import OPEN_FORMS
from bot.actions.wishes import is_unsure
from bot.conversation.goodbyes import (
    OPT_OUT_CONFIRMATION,
    OPT_OUT_EVERYWHERE_CONFIRMATION,
    confirmation,
)
from bot.conversation.replies import Choice, Phrase, Reply
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
            return [Reply(key=await self._what_is_on(heard))], []
        if option == KEEP:
            again = [FollowupAction(heard.active_form)] if heard.active_form else []
            return [Reply(key="consent.kept")], again
        is_visit = option is None and says("visiting", heard.text)
        if is_visit and is_unsure(heard):
            return [], [FollowupAction(NotUnderstood.NAME)]
        meant = option or (STOP_EVERYWHERE if consent.means_everywhere(heard.text) else STOP)
        if is_visit or (option is None and (is_unsure(heard) or heard.doubtful)):
            choices = (_choice(meant, "stop"), _choice(KEEP, "keep"))
            return [Reply(key=STOP_ASIDE, choices=choices)], []
        kinds = consent.kinds_meant(heard.text)
        if option is None and meant == STOP and consent.ALL not in kinds:
            again = [FollowupAction(heard.active_form)] if heard.active_form else []
            return [Reply(key=await self._stop_kinds(heard, kinds))], again
        said = await self._stop(heard, meant == STOP_EVERYWHERE, is_asked=option is not None)
        nothing_open = [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet(OPEN_FORMS, None),
        ]
        return [Reply(key=said)], nothing_open

    async def _stop(self, heard: Heard, everywhere: bool, is_asked: bool) -> str:
        """Records the wish; the key of what confirms it."""
        conversation_id, now = heard.conversation_id, self.toolbox.clock.now()
        async with self.toolbox.database.transaction() as session:
            words = await _words(session, heard) if is_asked else heard.text
            if not everywhere:
                await consent.opt_out(session, conversation_id, words, now)
            elif await consent.opt_out_everywhere(session, conversation_id, words, now):
                return OPT_OUT_EVERYWHERE_CONFIRMATION
        return OPT_OUT_CONFIRMATION

    async def _stop_kinds(self, heard: Heard, kinds: Sequence[consent.Scope]) -> str:
        """Records that only these are to end; the key of what confirms it."""
        now = self.toolbox.clock.now()
        async with self.toolbox.database.transaction() as session:
            for kind in kinds:
                await consent.opt_out(session, heard.conversation_id, heard.text, now, kind)
        return confirmation(kinds)

    async def _what_is_on(self, heard: Heard) -> str:
        """The key of what is said to who wants messages."""
        async with self.toolbox.database.transaction() as session:
            is_stopped = await consent.has_stopped_any(session, heard.conversation_id)
        return "consent.some_stopped" if is_stopped else "consent.going_on"


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
