"""The field of a form that keeps what is looked for; it is never asked, only told."""

from bot.actions.base import Heard, Toolbox
from bot.actions.field import ANSWERING, NeverAsked, Read, Taken, Told
from bot.actions.workshops.options import option_of
from bot.actions.workshops.search import names_a_day, wanted_in

NAME = "wanted"
MORE = "more"
OTHERS = "others"
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
        is_a_day = names_a_day(heard, self.toolbox)
        if option or not (heard.intent in (*ANSWERING, *SEEKING) or is_a_day):
            return None
        before_it = heard.slots.get(self._slot) or {}
        if told.get("session") != before_it.get("session"):
            return None  # the message chose a session: what it says of the day is said of that one
        if heard.intent == "find_workshops" and not (before and is_a_day):
            kept = {"zip_code": before["zip_code"]} if "zip_code" in before else {}
            again = before.get("again", 0) + 1
            return Taken({**kept, "again": again, **wanted_in(heard, self.toolbox)})
        wanted = wanted_in(heard, self.toolbox)
        return Taken({**before, "page": 0, **wanted}) if wanted else None
