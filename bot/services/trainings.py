"""Courses and workshops that fit what somebody wants to learn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import courses, workshops
from bot.services.content import Content, Course, Topic
from bot.services.courses import Wish
from bot.services.workshops import Opening, Search

MOST = 4
"""Of each kind that are shown; who wants more asks."""


@dataclass(frozen=True)
class Trainings:
    """What fits, best first."""

    courses: Sequence[Course]
    sessions: Sequence[Opening]


def interests(content: Content) -> list[Topic]:
    """What somebody may choose: the topics there are courses on."""
    taught = {topic for course in content.courses.values() for topic in course.topics}
    return [topic for topic in content.topics.values() if topic.id in taught]


async def fitting(
    session: AsyncSession,
    content: Content,
    topics: Collection[str],
    language: str,
    now: datetime,
) -> Trainings:
    """What fits these topics, for somebody who reads a language; nothing where none is chosen."""
    if not topics:
        return Trainings((), ())
    chosen = tuple(topic for topic in content.topics if topic in topics)
    fit = courses.recommend(content, Wish(chosen), language) if chosen else []
    openings = await workshops.find(session, Search(), now, lambda *_: None)
    about = [each for each in openings if _topics(each, content) & set(chosen)]
    return Trainings(fit[:MOST], about[:MOST])


def _topics(opening: Opening, content: Content) -> set[str]:
    """What a workshop is about, by its titles."""
    titles = " , ".join(map(str, opening.session.titles.values()))
    return set(courses.read_topics(titles, content))
