"""The field of a form that keeps what is looked for; it is never asked, only told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.base import Heard, Toolbox
from bot.actions.field import ANSWERING, NeverAsked, Read, Taken, Told
from bot.actions.workshops.options import option_of
from bot.actions.workshops.search import wanted_in
from bot.conversation.questions import is_hesitant
from bot.services.when import read_when

NAME = "wanted"
MORE = "more"
OTHERS = "others"
DETAILS = "ask_workshop_details"
SEEKING = frozenset({"find_workshops", "book_workshop", "reschedule_workshop"})


class SearchField(NeverAsked):
    """Day, time, place, language, childcare and topic; what is told later narrows it down."""

    name = NAME

    def __init__(self, toolbox: Toolbox, slot: str) -> None:
        super().__init__(toolbox)
        self._slot = slot

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """What changes in what is looked for; None where the message speaks of none of it."""
        del is_asked
        before = told.get(NAME) or {}
        option = option_of(heard)
        if option == MORE:
            return Taken({**before, "page": before.get("page", 0) + 1})
        if option == OTHERS:
            return Taken({**before, "page": 0, "again": before.get("again", 0) + 1})
        if option or not (heard.intent in (*ANSWERING, *SEEKING) or self._is_a_day(heard)):
            return None
        before_it = heard.slots.get(self._slot) or {}
        if told.get("session") != before_it.get("session"):
            return None  # the message chose a session: what it says of the day is said of that one
        if heard.intent == "find_workshops" and not (before and self._names_a_day(heard)):
            kept = {"zip_code": before["zip_code"]} if "zip_code" in before else {}
            again = before.get("again", 0) + 1
            return Taken({**kept, "again": again, **wanted_in(heard, self.toolbox)})
        wanted = wanted_in(heard, self.toolbox)
        return Taken({**before, "page": 0, **wanted}) if wanted else None

    def _is_a_day(self, heard: Heard) -> bool:
        """ "Saturday?", after a list: to the classifier, a question about a class of theirs."""
        return heard.intent == DETAILS and self._names_a_day(heard)

    def _names_a_day(self, heard: Heard) -> bool:
        """ "And tomorrow?", after a list: of what they asked for, not of everything there is."""
        return is_hesitant(heard.text) and read_when(heard.text, *self._now()) is not None

    def _now(self) -> tuple[datetime, ZoneInfo]:
        return self.toolbox.clock.now(), self.toolbox.zone
