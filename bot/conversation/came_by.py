"""What a message that came by a forwarded link brings along: language, topic and organization."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.catalog import Catalog
from bot.conversation.choices import Picked
from bot.services import links, residents
from bot.services.links import Mention
from bot.store.database import Database
from bot.store.models import InboundMessage, Link

GREETING = "greet"
"""What somebody means who sends nothing but the code of a link without a topic."""
COMMAND = "/"
"""How a text begins that an app wrote, not the resident (`/start`)."""


@dataclass(frozen=True)
class CameBy:
    """What a message brings."""

    language: str | None
    """What the resident is written to in from here on."""
    opens: Picked | None
    """What the conversation opens with; None where they said what they want themselves."""


@dataclass(frozen=True)
class _Found:
    link: Link
    rest: str
    """The message without the code."""
    is_all: bool
    """Nothing else is said in it."""
    language: str | None = None
    """The language of the page they came from, where the channel tells."""


class LinkReader:
    """Recognizes the codes of links in what arrives, and takes up what they bring."""

    def __init__(self, database: Database, catalog: Catalog, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone
        self._languages = catalog.languages
        self._greetings = {
            links.code_of(word): language
            for language in catalog.languages
            for word in catalog[language].words("link.greetings")
        }
        """What prefilled messages begin with, and the language it tells."""
        self._courtesies = frozenset(self._greetings) | {
            links.code_of(word)
            for language in catalog.languages
            for word in catalog[language].words("link.courtesies")
        }

    async def hear(
        self, session: AsyncSession, inbound: InboundMessage, current: str | None
    ) -> CameBy | None:
        """What a message brings that came by a link; None for all others.

        Where more than the code was said, that remains as its text. What it brings is kept in a
        transaction of its own: the turn's would hold the resident's row while actions want it.
        """
        if inbound.choice is not None or inbound.attachment == "edit":
            return None
        found = await self._by_code(session, inbound) or await self._by_text(
            session, inbound, current
        )
        if found is None:
            return await self._by_general_code(session, inbound, current)
        language = await self._language(session, inbound, found, current)
        today = self.today()
        async with self._database.transaction() as own:
            await links.arrive(own, found.link, inbound.conversation_id, today)
            if language and language != current:
                await residents.set_language(own, inbound.conversation_id, language)
        inbound.link = found.link.code
        if not found.is_all:
            inbound.text = found.rest
            return CameBy(language, None)
        topic = None if links.is_over(found.link, today) else found.link.topic
        return CameBy(language, Picked(found.rest or inbound.text, topic or GREETING, {}))

    def today(self) -> date:
        """The day in the city."""
        return self._clock.now().astimezone(self._zone).date()

    async def _by_code(self, session: AsyncSession, inbound: InboundMessage) -> _Found | None:
        """By the code the channel told apart, perhaps with the page's language: "luna47_es"."""
        if not inbound.link:
            return None
        code, _, language = inbound.link.partition("_")
        link = await links.find(session, code)
        if link is None:
            return None
        text = inbound.text.strip()
        is_all = text.startswith(COMMAND) or links.is_courtesy(text, self._courtesies)
        return _Found(link, text, is_all, language if language in self._languages else None)

    async def _by_general_code(
        self, session: AsyncSession, inbound: InboundMessage, current: str | None
    ) -> CameBy | None:
        """By the general link of a language, which is nobody's and about nothing."""
        language = self._greetings.get(links.code_of(inbound.link or ""))
        is_settled = current is not None and not await _is_first(session, inbound)
        if language is None or is_settled or not inbound.text.startswith(COMMAND):
            return None
        async with self._database.transaction() as own:
            await residents.set_language(own, inbound.conversation_id, language)
        return CameBy(language, Picked(inbound.text, GREETING, {}))

    async def _by_text(
        self, session: AsyncSession, inbound: InboundMessage, current: str | None
    ) -> _Found | None:
        """By a code in the text; a mistyped one only from somebody we know nothing of yet."""
        said = links.mentions(inbound.text, self._courtesies)
        if not said:
            return None
        found = {link.code: link for link in await links.find_any(session, [m.code for m in said])}
        for mention in said:
            if mention.code in found:
                return _found(found[mention.code], mention)
        if current is not None:
            return None
        known = await links.all_codes(session)
        for mention in said:
            near = links.nearest(mention.code, known)
            if near:
                return _found(await session.get_one(Link, near), mention)
        return None

    async def _language(
        self, session: AsyncSession, inbound: InboundMessage, found: _Found, current: str | None
    ) -> str | None:
        """The language they chose on the link's page, else the link's, where theirs is not known.

        What an app or a browser is set to is no word of theirs: at first contact the link knows
        better.
        """
        if current is not None and not await _is_first(session, inbound):
            return current
        words = (links.code_of(word) for word in found.rest.split())
        greeted = next((self._greetings[word] for word in words if word in self._greetings), None)
        return found.language or greeted or found.link.language or current


def _found(link: Link, mention: Mention) -> _Found:
    return _Found(link, mention.rest, mention.is_all)


async def _is_first(session: AsyncSession, inbound: InboundMessage) -> bool:
    """Whether nothing was said in this conversation before."""
    earlier = exists().where(
        InboundMessage.conversation_id == inbound.conversation_id,
        InboundMessage.id != inbound.id,
        InboundMessage.received_at <= inbound.received_at,
    )
    return not await session.scalar(select(earlier))
