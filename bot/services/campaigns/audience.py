"""Whom a campaign is for: a query, and why some of those it finds are not written to."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, select
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import EnlaceError
from bot.services import links
from bot.services.content import Content
from bot.services.reach import is_lost
from bot.store.models import (
    Application,
    Campaign,
    Conversation,
    InboundMessage,
    License,
    LinkArrival,
    Organization,
    Registration,
    Resident,
    StoppedTopic,
    SurveyResponse,
)

type Skip = Literal[
    "opted_out",
    "opted_out_of_topic",
    "not_agreed",
    "no_channel",
    "unreachable",
    "window_closed",
    "expired",
    "campaign_canceled",
]
"""Why somebody it is for is not written to; in words: `bot.conversation.reasons`."""

STATES: Final = {
    "application": (
        "received",
        "needs_documents",
        "approved",
        "installed",
        "denied",
        "closed",
    ),
    "license": ("requested", "approved", "waitlisted", "granted", "expired"),
    "workshop": ("registered", "waitlisted", "attended", "missed"),
}
"""Where somebody may stand in the program, by what it is about."""
ALL_STATES: Final = tuple(f"{about}:{state}" for about, of in STATES.items() for state in of)


class Audience(BaseModel):
    """Who is chosen: residents of whom everything holds that is given here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organization: str | None = None
    link: str | None = None
    """The code of a link they wrote by."""
    zip_codes: tuple[str, ...] = ()
    interest: tuple[str, str] | None = None
    """A question of the survey, and what they chose."""
    state: str | None = None
    """One of `ALL_STATES`."""
    language: str | None = None

    def in_words(self) -> str:
        """As staff read it."""
        said = (
            self.organization and f"residents of {self.organization}",
            self.link and f"who wrote by the link {self.link}",
            f"ZIP {' or '.join(self.zip_codes)}" if self.zip_codes else None,
            self.interest and f"interested in {self.interest[1]}",
            self.state,
            self.language and f"written to in {self.language}",
        )
        return ", ".join(filter(None, said)) or "everybody"


@dataclass(frozen=True)
class Reach:
    """How a message reaches residents here, at a moment."""

    channels: Collection[str]
    """The channels to write on."""
    default_language: str
    """What those are written to in whose language is unknown."""
    windows: Mapping[str, datetime] = field(default_factory=dict)
    """The channels that take free text only from who wrote since then."""
    templated: Collection[str] = ()
    """The languages in which an approved template says it, so that it goes out all the same."""


type ReachOf = Callable[[AsyncSession, Campaign, datetime], Awaitable[Reach]]
"""How a campaign reaches residents at a moment."""


@dataclass(frozen=True)
class Wish:
    """An audience as staff name it, before it is known that there is such a thing."""

    organization: str | None = None
    link: str | None = None
    zip_codes: tuple[str, ...] = ()
    interest: str | None = None
    state: str | None = None
    language: str | None = None

    async def checked(self, session: AsyncSession, content: Content) -> Audience:
        """The audience; raises `EnlaceError` for an organization, link or answer there is not."""
        if self.organization and await session.get(Organization, self.organization) is None:
            raise EnlaceError(
                f"There is no organization {self.organization}: "
                "`enlace export organizations` lists those there are."
            )
        link = await links.find(session, self.link, forgiving=False) if self.link else None
        if self.link and link is None:
            raise EnlaceError(f"There is no link {self.link}: `enlace link list` lists them.")
        return Audience(
            organization=self.organization,
            link=link.code if link else None,
            zip_codes=self.zip_codes,
            interest=_interest(self.interest, content) if self.interest else None,
            state=self.state,
            language=self.language,
        )


def _interest(option: str, content: Content) -> tuple[str, str]:
    found = {
        option: (question.id, option)
        for survey in content.surveys.values()
        for question in survey.questions.values()
        for option in question.options
    }
    if option not in found:
        raise EnlaceError(f"No survey has the answer {option}: choose from {', '.join(found)}.")
    return found[option]


def chosen(audience: Audience, reach: Reach) -> Subquery:
    """One row a person: `resident_id`, `conversation_id`, `channel`, `language`, `hold`.

    Where somebody has several addresses, the newest that may be written to. Who has SMS and
    WhatsApp on one number is one person.
    """
    hold, language = hold_of(reach), language_of(reach)
    best = (hold.is_not(None), Conversation.created_at.desc(), Conversation.id)
    found = (
        select(
            Conversation.resident_id,
            Conversation.id.label("conversation_id"),
            Conversation.channel,
            language.label("language"),
            hold.label("hold"),
            func.row_number().over(partition_by=Conversation.resident_id, order_by=best).label("a"),
            func.row_number()
            .over(partition_by=Conversation.address_hash, order_by=best)
            .label("b"),
        )
        .join(Resident, Resident.id == Conversation.resident_id)
        .where(Conversation.erasing_since.is_(None), *_conditions(audience, language))
        .subquery("found")
    )
    return select(found).where(found.c.a == 1, found.c.b == 1).subquery("chosen")


def language_of(reach: Reach) -> ColumnElement[str]:
    """What the resident in a query is written to in."""
    return func.coalesce(Resident.language, reach.default_language)


def hold_of(reach: Reach) -> ColumnElement[str | None]:
    """Why the conversation in a query, and its resident, are left out; NULL where they are not."""
    is_stopped = exists().where(
        StoppedTopic.conversation_id == Conversation.id, StoppedTopic.topic == "campaigns"
    )
    reasons: list[tuple[ColumnElement[bool], Skip]] = [
        (Conversation.opted_out_at.is_not(None), "opted_out"),
        (is_stopped, "opted_out_of_topic"),
        (Conversation.terms_told_at.is_(None), "not_agreed"),
        (Conversation.channel.not_in(list(reach.channels)), "no_channel"),
        (is_lost(), "unreachable"),
        *((_is_closed(reach, channel), "window_closed") for channel in reach.windows),
    ]
    return case(*((condition, sql(f"'{reason}'")) for condition, reason in reasons))


def _is_closed(reach: Reach, channel: str) -> ColumnElement[bool]:
    wrote = exists().where(
        InboundMessage.conversation_id == Conversation.id,
        InboundMessage.received_at > reach.windows[channel],
    )
    needs_window = language_of(reach).not_in(list(reach.templated))
    return (Conversation.channel == channel) & needs_window & ~wrote


def sizes(audience: Audience, reach: Reach) -> Select[Any]:
    """How many are chosen, by `channel`, `language` and `hold`: `people`."""
    people = chosen(audience, reach)
    columns = (people.c.channel, people.c.language, people.c.hold)
    return select(*columns, func.count().label("people")).group_by(*columns).order_by(*columns)


def _conditions(audience: Audience, language: ColumnElement[str]) -> Iterator[ColumnElement[bool]]:
    if audience.organization:
        yield Resident.organization_id == audience.organization
    if audience.zip_codes:
        yield Resident.zip_code.in_(audience.zip_codes)
    if audience.language:
        yield language == audience.language
    if audience.link:
        came = select(Conversation.resident_id).join(
            LinkArrival, LinkArrival.conversation_id == Conversation.id
        )
        yield Resident.id.in_(came.where(LinkArrival.code == audience.link))
    if audience.interest:
        question, option = audience.interest
        yield exists().where(
            SurveyResponse.resident_id == Resident.id,
            SurveyResponse.answers.contains({question: [option]}),
        )
    if audience.state:
        about, _, state = audience.state.partition(":")
        yield _in_state(about, state)


def _in_state(about: str, state: str) -> ColumnElement[bool]:
    match about:
        case "application":  # only the phone on file is told anything of it (design §6)
            return exists().where(
                Conversation.channel == "sms",
                Application.phone_hash == Conversation.address_hash,
                Application.status == state,
            )
        case "license":
            return exists().where(License.resident_id == Resident.id, License.state == state)
    return exists().where(Registration.resident_id == Resident.id, Registration.state == state)
