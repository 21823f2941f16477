"""Which sessions there are, with their seats and lines as they are now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.phrases import corrected, plain
from bot.services.workshops.seats import TAKING, in_line
from bot.store.models import Registration, WorkshopSession

type Distance = Callable[[str, str], float | None]
"""Kilometers between two ZIP codes; None where one is unknown."""

SAME_NEIGHBORHOOD_KM = 3.0
"""Distances are compared in steps of this size: within one, what comes sooner is told first."""
SHORTEST_WORD = 4
"""Letters: shorter words of a topic say too little about a title."""


@dataclass(frozen=True)
class Search:
    """What somebody looks for; what is None or empty does not matter to them."""

    windows: tuple[tuple[datetime, datetime], ...] = ()
    """It begins within one of these, from and up to."""
    zip_code: str | None = None
    """Near this."""
    language: str | None = None
    childcare: bool = False
    """Only where there is childcare."""
    workshop: str | None = None
    topics: tuple[str, ...] = field(default=())
    """Words of its title, as the resident has them."""


@dataclass(frozen=True)
class Opening:
    """A session with its seats."""

    session: WorkshopSession
    free: int
    """Seats that somebody could have now: none where others wait."""
    waiting: int
    km: float | None
    """From where they are."""


async def find(
    session: AsyncSession, search: Search, now: datetime, distance: Distance
) -> list[Opening]:
    """Sessions to come that fit, those with seats first, then the near ones, then the soon ones."""
    query = _upcoming(now).order_by(WorkshopSession.starts_at, WorkshopSession.id)
    if search.language:
        query = query.where(WorkshopSession.language == search.language)
    if search.childcare:
        query = query.where(WorkshopSession.childcare)
    if search.workshop:
        query = query.where(WorkshopSession.workshop == search.workshop)
    found = [row for row in await session.scalars(query) if _fits(row, search)]
    openings = await _openings(session, found, search.zip_code, distance)
    return sorted(openings, key=_rank)


async def opening(session: AsyncSession, session_id: str, now: datetime) -> Opening | None:
    """One session to come; None where it began or was canceled."""
    row = await session.scalar(_upcoming(now).where(WorkshopSession.id == session_id))
    if row is None:
        return None
    return (await _openings(session, [row], None, lambda *_: None))[0]


async def any_upcoming(session: AsyncSession, now: datetime) -> bool:
    """Whether any session is known that did not begin yet."""
    return bool(await session.scalar(select(_upcoming(now).exists())))


def _upcoming(now: datetime) -> Select[WorkshopSession]:
    return select(WorkshopSession).where(
        WorkshopSession.starts_at > now, WorkshopSession.canceled_at.is_(None)
    )


def _fits(row: WorkshopSession, search: Search) -> bool:
    windows = search.windows
    if windows and not any(begin <= row.starts_at < end for begin, end in windows):
        return False
    return not search.topics or _is_about(row, search.topics)


def _is_about(row: WorkshopSession, topics: tuple[str, ...]) -> bool:
    """Whether a title, in any language, has a word of a topic; "computers" is in "computer"."""
    title = " ".join(plain(" ".join([*row.titles.values(), row.workshop.replace("_", " ")])))
    words = frozenset(word for word in title.split() if len(word) >= SHORTEST_WORD)
    said = " ".join(sentence for topic in topics for sentence in plain(topic))
    wanted = corrected(said, words).split()
    return any(
        word.startswith(stem) or stem.startswith(word)
        for word in words
        for stem in wanted
        if len(stem) >= SHORTEST_WORD
    )


async def _openings(
    session: AsyncSession,
    rows: list[WorkshopSession],
    zip_code: str | None,
    distance: Distance,
) -> list[Opening]:
    counted = await session.execute(
        select(
            Registration.session_id,
            func.count().filter(Registration.state.in_(TAKING)),
            func.count().filter(in_line()),
        )
        .where(Registration.session_id.in_([row.id for row in rows]))
        .group_by(Registration.session_id)
    )
    counts = {session_id: (taken, waiting) for session_id, taken, waiting in counted}
    openings = []
    for row in rows:
        taken, waiting = counts.get(row.id, (0, 0))
        free = 0 if waiting else max(row.capacity - taken, 0)
        km = distance(zip_code, row.zip_code) if zip_code else None
        openings.append(Opening(row, free, waiting, km))
    return openings


def _rank(each: Opening) -> tuple[bool, float, datetime]:
    far = float("inf") if each.km is None else each.km // SAME_NEIGHBORHOOD_KM
    return each.free == 0, far, each.session.starts_at
