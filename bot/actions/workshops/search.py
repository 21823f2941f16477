"""What a resident looks for, as a form keeps it, and the sessions that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.base import Heard, Toolbox
from bot.conversation.languages import named_language
from bot.conversation.questions import is_hesitant
from bot.services import workshops
from bot.services.phrases import says
from bot.services.places import distance_km, zip_named
from bot.services.when import read_when
from bot.services.workshops import Opening, Search

SHOWN = 3
"""Sessions told at once."""
LIKE_A_DAY = frozenset({"ask_workshop_details", "find_workshops"})
Wanted = dict[str, Any]
"""What is looked for, as JSON: `windows` (pairs of ISO 8601), `zip_code`, `language`, `childcare`,
`workshop`, `topics`, and `page`, how often "more" was said."""


@dataclass(frozen=True)
class Found:
    """The sessions to tell now."""

    openings: Sequence[Opening]
    is_more: bool
    """Whether there are others after these."""
    is_exact: bool
    """Whether they are what was looked for; else the closest there is."""


def wanted_in(heard: Heard, toolbox: Toolbox) -> Wanted:
    """What a message tells of the session that is looked for."""
    wanted: Wanted = {}
    when = read_when(heard.text, toolbox.clock.now(), toolbox.zone)
    if when:
        wanted["windows"] = [
            [each.earliest.isoformat(), each.latest.isoformat()] for each in when.windows
        ]
    if zip_code := zip_named(toolbox.content.places, heard.text):
        wanted["zip_code"] = zip_code
    for name in heard.entities.get("language", []):
        if language := named_language(name, toolbox.languages):
            wanted["language"] = language
    if says("childcare", heard.text):
        wanted["childcare"] = True
    if workshop := toolbox.content.workshop_said(heard.text):
        wanted["workshop"] = workshop
    elif topics := heard.entities.get("topic"):
        wanted["topics"] = topics
    return wanted


def names_a_day(heard: Heard, toolbox: Toolbox) -> bool:
    """ "Saturday?", "and tomorrow?", after a list: to the classifier, a question or a search."""
    if heard.intent not in LIKE_A_DAY or not is_hesitant(heard.text):
        return False
    return read_when(heard.text, toolbox.clock.now(), toolbox.zone) is not None


def search_for(wanted: Mapping[str, Any]) -> Search:
    """The search that a form keeps."""
    windows = tuple(
        (datetime.fromisoformat(begin), datetime.fromisoformat(end))
        for begin, end in wanted.get("windows", [])
    )
    return Search(
        windows=windows,
        zip_code=wanted.get("zip_code"),
        language=wanted.get("language"),
        childcare=bool(wanted.get("childcare")),
        workshop=wanted.get("workshop"),
        topics=tuple(wanted.get("topics", ())),
    )


async def look(
    session: AsyncSession, toolbox: Toolbox, wanted: Mapping[str, Any], without: str | None = None
) -> Found:
    """The page of sessions that is told now; where nothing fits, the closest there is."""
    search, now = search_for(wanted), toolbox.clock.now()
    distance = partial(distance_km, toolbox.content.places)
    for attempt, closest in enumerate(_ever_wider(search)):
        found = await workshops.find(session, closest, now, distance)
        openings = [each for each in found if each.session.id != without]
        if not openings:
            continue
        if attempt and search.windows:
            openings.sort(key=lambda each: _away(each, search))
        first = int(wanted.get("page", 0)) * SHOWN
        if first >= len(openings):  # after the last, the first again
            first = 0
        shown = openings[first : first + SHOWN]
        return Found(shown, len(openings) > SHOWN, attempt == 0)
    return Found((), is_more=False, is_exact=False)


def _ever_wider(search: Search) -> tuple[Search, ...]:
    """The search itself, then with less and less of it."""
    any_time = replace(search, windows=())
    any_topic = replace(any_time, workshop=None, topics=())
    return (
        search,
        any_time,
        replace(search, workshop=None, topics=()),
        any_topic,
        Search(zip_code=search.zip_code),
    )


def _away(each: Opening, search: Search) -> float:
    """Seconds between a session and the time that was wanted."""
    starts_at = each.session.starts_at
    return min(
        max((begin - starts_at).total_seconds(), (starts_at - end).total_seconds(), 0.0)
        for begin, end in search.windows
    )
