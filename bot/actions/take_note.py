"""`action_take_note`: information nobody has asked for just now."""

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.courses.recommend_courses import RecommendCourses
from bot.actions.eligibility.shared import FORM, HOUSEHOLD, OUTCOME, acknowledged, facts_of
from bot.actions.floor import answers_aside, asked_aside
from bot.actions.not_understood import NotUnderstood
from bot.actions.people.delete_my_data import DeleteMyData
from bot.actions.people.stop_messages import StopMessages
from bot.actions.workshops.answer_offer import AnswerOffer, holds_an_offer
from bot.actions.workshops.cancellation_form import CancellationForm
from bot.actions.workshops.coming import confirm
from bot.actions.workshops.reminded import seat_reminded_of
from bot.actions.yes_or_no import YES_OR_NO
from bot.conversation.menu import menu
from bot.conversation.replies import Reply
from bot.services.courses import read_topics
from bot.services.eligibility import Outcome, decide
from bot.services.household import read


class TakeNote(EnlaceAction):
    """A correction after the outcome ("no, 60608") is taken up; anything else gets the menu."""

    NAME = "action_take_note"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Opens the form again where what is now different may change the outcome."""
        if answers_aside(heard) or (heard.doubtful and asked_aside(heard)):
            wishes = {"delete_my_data": DeleteMyData.NAME, "stop_messages": StopMessages.NAME}
            return [], [FollowupAction(wishes[asked_aside(heard) or ""])]
        if heard.active_form:  # which could not make anything of it
            return [], [FollowupAction(NotUnderstood.NAME)]
        if heard.doubtful or heard.intent in YES_OR_NO:
            seat = await seat_reminded_of(self.toolbox, heard)
            is_offered = seat is None and await holds_an_offer(self, heard)
            if heard.doubtful and (seat or is_offered):  # what was asked stays open
                return [], [FollowupAction(NotUnderstood.NAME)]
            if seat:
                return await self._answer_reminder(heard, seat)
            if is_offered:
                return [], [FollowupAction(AnswerOffer.NAME)]
        before = facts_of(heard)
        intent = heard.doubtful or heard.intent  # here it answers nothing
        reading = read(heard.text, intent, heard.entity_list(), None, before, self.toolbox.content)
        if not (before and reading.changed):
            return self._nothing_to_note(heard)
        events = [SlotSet(HOUSEHOLD, reading.facts), SlotSet(OUTCOME, None)]
        if self._outcome(reading.facts) != self._outcome(before):
            events.append(FollowupAction(FORM))
        return acknowledged(before, reading) or [Reply(key="noted")], events

    async def _answer_reminder(self, heard: Heard, seat: int) -> tuple[list[Reply], Events]:
        """A plain yes or no to whether they come."""
        if heard.intent == "deny":
            return [], [FollowupAction(CancellationForm.NAME)]
        return list((await confirm(self.toolbox, heard, seat)).replies), []

    def _nothing_to_note(self, heard: Heard) -> tuple[list[Reply], Events]:
        """What answers no question is thanked for; what tells nothing at all was not understood."""
        if read_topics(heard.text, self.toolbox.content):
            return [], [FollowupAction(RecommendCourses.NAME)]  # "excel", after a list of courses
        if heard.intent == "inform" and not heard.entities:
            return [], [FollowupAction(NotUnderstood.NAME)]
        if "deny" in (heard.intent, heard.doubtful):  # "no", to "what else do you need?"
            return [Reply(key="nothing_more")], []
        return [Reply(key="nothing_asked", choices=menu())], []

    def _outcome(self, facts: dict[str, Any]) -> Outcome | None:
        return decide(self.toolbox.content.program, facts)
