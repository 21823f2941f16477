"""What the landing page shows of trainings, in the reader's language."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from bot.conversation import courses
from bot.conversation.catalog import Catalog, Texts
from bot.conversation.replies import Phrase
from bot.conversation.workshops import seats_left, session_phrase
from bot.services import trainings
from bot.services.content import Content, Course
from bot.services.workshops import Opening
from bot.store.database import Database
from bot.store.models import Organization


@dataclass(frozen=True)
class Card:
    """One training."""

    title: str
    facts: list[str]
    ask: str
    """Address of the chat with a question about it written already."""
    text: str = ""


@dataclass(frozen=True)
class Found:
    """What the page shows."""

    interests: list[tuple[str, str]]
    """What may be chosen: id and name."""
    chosen: frozenset[str]
    courses: list[Card]
    workshops: list[Card]


class TrainingsDesk:
    """Looks up what fits the interests somebody chose."""

    def __init__(
        self,
        content: Content,
        catalog: Catalog,
        database: Database,
        now: Callable[[], datetime],
    ) -> None:
        self._content = content
        self._catalog = catalog
        self._database = database
        self._now = now

    async def find(self, topics: Collection[str], language: str) -> Found:
        """What fits; topics we do not know are left out."""
        texts, known = self._catalog[language], trainings.interests(self._content)
        chosen = frozenset(topics) & {topic.id for topic in known}
        async with self._database.transaction() as session:
            fit = await trainings.fitting(session, self._content, chosen, language, self._now())
            workshops = [
                _workshop(
                    each,
                    await session.get_one(Organization, each.session.organization_id),
                    texts,
                )
                for each in fit.sessions
            ]
        return Found(
            sorted(((it.id, _capital(it.name[language])) for it in known), key=_by_name),
            chosen,
            [_course(course, texts) for course in fit.courses],
            workshops,
        )


def _course(course: Course, texts: Texts) -> Card:
    title = texts.text(Phrase(key=courses.title_key(course)))
    told = [_say(texts, fact["$text"]) for fact in courses.facts(course)]
    text = texts.text(Phrase(key=f"content.courses.{course.id}"))
    return Card(title, [course.provider, *told], _ask(title, texts), text)


def _workshop(opening: Opening, organization: Organization, texts: Texts) -> Card:
    row = opening.session
    title = texts.text(session_phrase(row))
    told = [
        organization.name,
        f"{row.address}, {row.zip_code}",
        texts.text(Phrase(key="courses.languages", args={"languages": _language(row.language)})),
        texts.text(Phrase(key=f"workshops.childcare.{'yes' if row.childcare else 'no'}")),
    ]
    if opening.free:
        told.append(_say(texts, seats_left(opening.free)["$text"]))
    return Card(title, told, _ask(title, texts))


def _language(code: str) -> dict[str, Any]:
    return {"$text": {"key": f"language.{code}"}}


def _say(texts: Texts, phrase: dict[str, Any]) -> str:
    return texts.text(Phrase.model_validate(phrase))


def _capital(name: str) -> str:
    """A name that was written to stand inside a sentence, to stand alone."""
    return name[:1].upper() + name[1:]


def _by_name(interest: tuple[str, str]) -> str:
    return interest[1].casefold()


def _ask(title: str, texts: Texts) -> str:
    return "/chat?" + urlencode({"lang": texts.language, "text": title})
