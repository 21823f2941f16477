"""What a message asks for: its link, opt-out words, distress, language, choices, and Rasa."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation import loops
from bot.conversation.came_by import COMMAND, LinkReader
from bot.conversation.catalog import Catalog
from bot.conversation.choices import Beyond, ChoiceReader, Offer, Picked, Stale
from bot.conversation.commands import Commands
from bot.conversation.consent_words import ConsentWords
from bot.conversation.distress import flag, lines, wants_an_answer, without_shrugs
from bot.conversation.language import Known, LanguageReader
from bot.conversation.languages import CHANGED
from bot.conversation.menu import menu
from bot.conversation.outcome import Outcome
from bot.conversation.rasa import Answer
from bot.conversation.replies import Reply
from bot.conversation.terms import Terms
from bot.conversation.traffic import Traffic
from bot.conversation.words import plain
from bot.metrics import FAILURES
from bot.services import residents
from bot.services.consent import help_language, is_help, read_wish
from bot.services.distress import LIFE, Distress, recognize
from bot.store.database import Database
from bot.store.models import Conversation, InboundMessage

DEFAULT_LANGUAGE = "en"
WARM_UP = "hola, hello"

type AskRasa = Callable[[InboundMessage, Picked | None, str], Awaitable[Answer]]
"""Asks Rasa about a message or the choice it picked, in a language."""


class Decision:
    """Decides what is said to a message."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        clock: Clock,
        ask_rasa: AskRasa,
        terms: Terms,
        links: LinkReader,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._language = LanguageReader(catalog)
        self._consent = ConsentWords(clock, self._language, terms)
        self._choices = ChoiceReader(catalog)
        self._commands = Commands(catalog)
        self._links = links
        self._clock = clock
        self._ask_rasa = ask_rasa
        self._warm_up()

    def _warm_up(self) -> None:
        """Loads words, patterns and language models, which the first message would wait for."""
        self._language.warm_up()
        read_wish(WARM_UP)
        recognize(WARM_UP)

    async def about(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        conversation: Conversation,
        known: Known,
        traffic: Traffic,
    ) -> Outcome:
        """The replies to a message of a resident of whose language so much is `known`.

        `traffic` is what came and went before it.

        Raises `RasaUnavailable` where Rasa is needed and down.
        """
        came = await self._links.hear(session, inbound, known.shown)
        current = came.language if came else None
        if current is None:
            current = await self._shown_now(inbound, known) or known.language
        asked_in = help_language(inbound.text) if inbound.choice is None else None
        if asked_in and asked_in != current:  # who writes AYUDA reads Spanish
            await residents.set_language(session, inbound.conversation_id, asked_in)
            current = asked_in
        distress = recognize(inbound.text) if inbound.choice is None else None
        if inbound.choice is None and not (distress and distress.sign in LIFE):
            done = await self._consent.hear(session, inbound, conversation, current)
            if done:
                return done
        silence = _silence(conversation, traffic)
        if distress and (distress.sign in LIFE or not silence):
            heard = await self._hear_out(session, inbound, distress, current)
            if heard:
                return heard
        if silence:
            return Outcome(silence, (), current)
        to_a_program = loops.read(inbound, traffic, current)
        if to_a_program:
            return to_a_program
        is_edit = inbound.attachment == "edit"  # who knows which question it was to answer
        if inbound.choice is None and (is_edit or not plain(inbound.text)):
            key = f"no_words.{inbound.attachment or 'other'}"
            return Outcome(None, (Reply(key=key),), current)
        picked = (came.opens if came else None) or self._pick(inbound, traffic.offer)
        if isinstance(picked, Beyond):  # what is open stays open
            key = "choice_beyond.one" if picked.count == 1 else "choice_beyond.many"
            return Outcome(None, (Reply(key=key, args={"count": picked.count}),), current)
        if isinstance(picked, Stale):
            return Outcome(None, (Reply(key="stale_choice", choices=menu()),), current)
        return await self._understand(session, inbound, picked, current)

    async def _shown_now(self, inbound: InboundMessage, known: Known) -> str | None:
        """The language their own words tell, where an app or a page alone had told one.

        It is kept in a transaction of its own: the turn's would hold the resident's row while
        actions want it.
        """
        is_said = inbound.choice is None and not inbound.text.startswith(COMMAND)
        shown = self._language.shown(inbound.text) if known.is_presumed and is_said else None
        if shown:
            async with self._database.transaction() as own:
                await residents.set_language(own, inbound.conversation_id, shown)
        return shown

    async def _hear_out(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        distress: Distress,
        current: str | None,
    ) -> Outcome | None:
        """The line to call, and an urgent case; None for a lost home that was answered already.

        Where a life may be at stake, nothing else is said: a form waits until they write on.
        """
        is_new_case, is_new_sign = await flag(session, inbound, distress.sign, self._clock.now())
        is_for_life = distress.sign in LIFE
        if not (is_for_life or is_new_sign):
            return None
        language = self._language.read(inbound.text, current)
        said = lines(distress.sign, is_new_case, self._catalog)
        if is_for_life or not await wants_an_answer(session, inbound, distress):
            return Outcome("distress", said, language)
        outcome = await self._understand(session, inbound, None, current)
        return replace(outcome, replies=[*said, *without_shrugs(outcome.replies)])

    def _pick(self, inbound: InboundMessage, offer: Offer | None) -> Picked | Beyond | Stale | None:
        if inbound.choice is None:
            if is_help(inbound.text):
                return Picked(inbound.text, "help", {})
            return self._commands.read(inbound.text) or self._choices.by_text(inbound.text, offer)
        picked = self._choices.by_value(inbound.choice, offer)
        if isinstance(picked, Picked):
            inbound.text = picked.label
        return picked

    async def _understand(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        picked: Picked | None,
        current: str | None,
    ) -> Outcome:
        language = current
        if picked is None:
            language = self._language.read(inbound.text, current)
        answer = await self._ask_rasa(inbound, picked, language or DEFAULT_LANGUAGE)
        stored = await residents.language_of(session, inbound.conversation_id)
        is_wished = any(reply.key == CHANGED for reply in answer.replies)
        if is_wished or stored != current:  # an action set it, at the resident's wish
            language = stored
        if not answer.replies:  # no rule for it: a fault of ours, but never silence
            FAILURES.labels("no_reply").inc()
        replies = answer.replies or [Reply(key="not_understood.first")]
        notice = [Reply(key="two_wishes")] if answer.other_waits else []
        return Outcome(answer.intent, [*notice, *replies], language)


def _silence(conversation: Conversation, traffic: Traffic) -> str | None:
    """Why nothing is answered, in a word; None where all is."""
    if conversation.opted_out_at is not None:
        return "stopped"
    return "with_staff" if traffic.is_with_staff else None
