"""Courses that fit: by what somebody wants to learn, how much they know, and in which language."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Self, get_args

from babel import Locale

from bot.services.content import Content, Course, Level
from bot.services.phrases import corrected, plain, vocabulary_of
from bot.services.words import pattern, whole

LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class Wish:
    """What somebody looks for."""

    topics: tuple[str, ...] = ()
    """Ids of the content pack; none: anything."""
    level: Level | None = None
    language: str | None = None
    """A language they asked for."""
    with_award: bool = False
    """Only courses that give a certificate or badge."""
    license: str | None = None
    """Only courses that this license opens."""

    def as_option(self) -> str:
        """As it travels in a choice."""
        award = "award" if self.with_award else ""
        return "/".join((",".join(self.topics), self.level or "", self.language or "", award))

    @classmethod
    def of_option(cls, option: str) -> Self:
        """The wish a choice carries."""
        topics, level, language, award = option.split("/")
        return cls(
            tuple(filter(None, topics.split(","))),
            next((known for known in LEVELS if known == level), None),
            language or None,
            bool(award),
        )


def read_wish(text: str, content: Content) -> Wish:
    """What a message says of it."""
    return Wish(read_topics(text, content), read_level(text), read_language(text, content))


def read_topics(text: str, content: Content) -> tuple[str, ...]:
    """The topics a text names, in the order it names them."""
    found: dict[str, int] = {}
    said = " , ".join(plain(text))
    for each in (said, corrected(said, _vocabulary(_words(content)))):
        for topic in content.topics.values():
            for words in topic.words.values():
                named = whole(words).search(each)
                if named:
                    found.setdefault(topic.id, named.start())
    return tuple(sorted(found, key=lambda topic: found[topic]))


def read_level(text: str) -> Level | None:
    """How much somebody says they know."""
    said = " , ".join(plain(text))
    for level in LEVELS:
        if pattern(level).search(said):
            return level
    return None


def read_language(text: str, content: Content) -> str | None:
    """The language of ours in which somebody wants to learn: "in Spanish", "en inglés"."""
    said = " , ".join(plain(text))
    for name, code in _language_names(tuple(content.city.languages)).items():
        if re.search(rf"\b(?:in|en) {re.escape(name)}\b", said):
            return code
    return None


def recommend(content: Content, wish: Wish, language: str) -> list[Course]:
    """The courses that fit, best first; `language` is the resident's own.

    A course known to be in other languages only is left out where one was asked for. What the
    sources do not tell speaks neither for a course nor against it.
    """
    fitting = [
        course
        for course in content.courses.values()
        if (not wish.topics or set(wish.topics) & set(course.topics))
        and (not wish.with_award or course.award)
        and (wish.license is None or course.license == wish.license)
        and (wish.language is None or not course.languages or wish.language in course.languages)
    ]
    return sorted(fitting, key=lambda course: _distance(content, course, wish, language))


def levels_of(courses: list[Course]) -> set[Level]:
    """The levels there are among courses."""
    return {course.level for course in courses if course.level}


def main_topics(content: Content, license_: str | None, count: int) -> list[str]:
    """The topics with the most courses."""
    counts = dict.fromkeys(content.topics, 0)
    for course in recommend(content, Wish(license=license_), ""):
        for topic in course.topics:
            counts[topic] += 1
    return sorted((t for t in counts if counts[t]), key=lambda t: -counts[t])[:count]


def named(text: str, courses: list[Course]) -> Course | None:
    """The course of a list whose title a text says, in any language."""
    said = " , ".join(plain(text))
    for course in courses:
        for title in course.title.values():
            if said and said == " , ".join(plain(title)):
                return course
    return None


def is_open(content: Content, course: Course) -> bool:
    """Whether nothing known keeps somebody from taking it."""
    return not course.license or content.licenses[course.license].requests != "closed"


def _distance(
    content: Content, course: Course, wish: Wish, language: str
) -> tuple[bool, int, int, bool]:
    """The smaller, the better it fits."""
    wanted = wish.language or language
    apart = 0
    if wish.level and course.level:
        apart = abs(LEVELS.index(wish.level) - LEVELS.index(course.level))
    topic = min(  # a course's first topic is what it is mainly about
        (
            course.topics.index(topic) + i
            for i, topic in enumerate(wish.topics)
            if topic in course.topics
        ),
        default=0,
    )
    speaks_it_not = bool(course.languages) and wanted not in course.languages
    return not is_open(content, course), topic, apart, speaks_it_not


def _words(content: Content) -> tuple[str, ...]:
    return tuple(words for topic in content.topics.values() for words in topic.words.values())


@cache
def _vocabulary(words: tuple[str, ...]) -> frozenset[str]:
    return vocabulary_of(words)


@cache
def _language_names(languages: tuple[str, ...]) -> dict[str, str]:
    """What the languages are called in each of them, in plain letters."""
    return {
        " ".join(plain(Locale(speaking).languages[code])): code
        for speaking in languages
        for code in languages
    }
