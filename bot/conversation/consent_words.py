"""Words about messages themselves, heard before all else (design §6): STOP, START, HELP."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.language import LanguageReader
from bot.conversation.outbox import last_said
from bot.conversation.outcome import Outcome
from bot.conversation.replies import Reply
from bot.conversation.stopping import stop
from bot.conversation.terms import Terms
from bot.services import consent
from bot.services.consent import ALL, Scope, Wish
from bot.store.models import Conversation, InboundMessage

BY_PROVIDER = {
    "opt_out": Wish("opt_out", (ALL,)),
    "opt_in": Wish("opt_in"),
    "help": Wish("help"),
}
"""What a message asked for, where the provider has acted on it already."""


class ConsentWords:
    """Does what they ask for."""

    def __init__(self, clock: Clock, language: LanguageReader, terms: Terms) -> None:
        self._clock = clock
        self._language = language
        self._terms = terms

    async def hear(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        conversation: Conversation,
        current: str | None,
    ) -> Outcome | None:
        """What is said to such words; None where the message is about something else."""
        wish = BY_PROVIDER.get(inbound.provider_did or "") or consent.read_wish(inbound.text)
        if consent.is_yes(inbound.text):
            is_start = await self._yes_counts(session, inbound, conversation)
            wish = Wish("opt_in") if is_start else None
        match wish:
            case Wish("opt_out"):
                return await self._stop(session, inbound, conversation, wish, current)
            case Wish("opt_in"):
                return await self._start(session, inbound, current)
            case Wish("help") if conversation.opted_out_at is not None:
                return await self._help_though_stopped(session, inbound, current)
        return None

    async def _stop(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        conversation: Conversation,
        wish: Wish,
        current: str | None,
    ) -> Outcome:
        """Confirms once; where the provider has done so, not a second time."""
        now, words = self._clock.now(), inbound.text
        ends = wish.ends or (await self._meant(session, conversation),)
        source: consent.Source = "provider" if inbound.provider_did == "opt_out" else "words"
        was_stopped = conversation.opted_out_at is not None
        key = await stop(
            session, conversation.id, words, now, ends, everywhere=wish.everywhere, source=source
        )
        language = self._language.read(words, current) if current else wish.language
        is_told = was_stopped or source == "provider"
        return Outcome("opt_out", () if is_told else (Reply(key=key),), language)

    async def _start(
        self, session: AsyncSession, inbound: InboundMessage, current: str | None
    ) -> Outcome | None:
        """Brings messages back; None where none were stopped, so that "start" means something else.

        A provider that stopped them by itself says so by itself too.
        """
        if not await consent.has_stopped_any(session, inbound.conversation_id):
            return None
        is_told = inbound.provider_did == "opt_in" or await consent.was_stopped_by_provider(
            session, inbound.conversation_id
        )
        source: consent.Source = "provider" if inbound.provider_did == "opt_in" else "words"
        await consent.opt_in(
            session, inbound.conversation_id, inbound.text, self._clock.now(), source
        )
        return Outcome("opt_in", () if is_told else (Reply(key="consent.started"),), current)

    async def _help_though_stopped(
        self, session: AsyncSession, inbound: InboundMessage, current: str | None
    ) -> Outcome:
        """Who we are and how to end it is told to all who ask, unless the provider does."""
        is_told = inbound.provider_did == "help" or await consent.was_stopped_by_provider(
            session, inbound.conversation_id
        )
        return Outcome("help", () if is_told else (self._terms.help_notice(),), current)

    async def _meant(self, session: AsyncSession, conversation: Conversation) -> Scope:
        """What a bare STOP is to end."""
        if self._terms.stop_ends_all:
            return ALL
        latest = await last_said(session, conversation.id)
        return (consent.topic_of(latest.purpose) if latest else None) or ALL

    async def _yes_counts(
        self, session: AsyncSession, inbound: InboundMessage, conversation: Conversation
    ) -> bool:
        """Whether YES is no answer: messages are stopped, and nothing was asked last.

        Where the provider stopped them, it takes YES for a start whatever was asked, and says so.
        """
        if conversation.opted_out_at is None:
            return False
        if inbound.provider_did == "opt_in" or await consent.was_stopped_by_provider(
            session, conversation.id
        ):
            return True
        latest = await last_said(session, conversation.id)
        return latest is None or not (latest.choices or latest.text.rstrip().endswith("?"))
