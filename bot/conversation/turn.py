"""One turn: a message that was accepted becomes replies in the outbox, once (design §2)."""

import asyncio
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.catalog import Catalog
from bot.conversation.channel import Channel
from bot.conversation.choices import ChoiceReader, Picked, Stale
from bot.conversation.gate import OPT_OUT_CONFIRMATION
from bot.conversation.keywords import consent_keyword
from bot.conversation.language import detect
from bot.conversation.menu import menu
from bot.conversation.outbox import Outbox, last_offer
from bot.conversation.rasa import Answer, RasaClient
from bot.conversation.render import render
from bot.conversation.replies import Reply
from bot.conversation.words import plain
from bot.errors import RasaUnavailable, TurnGivenUp, Unavailable
from bot.metrics import FAILURES, STAGES, TURNS
from bot.services import cases, consent, residents
from bot.store.database import Database
from bot.store.models import Conversation, InboundMessage, OutboundMessage

log = structlog.get_logger()

DEFAULT_LANGUAGE = "en"
UNDERSTOOD_TEXT = 1_000
"""Characters of a message that Rasa reads; who writes more has said it by then."""
PATIENCE = timedelta(seconds=4)
"""How long a resident waits for an answer before being told that it takes a moment."""
MAX_ATTEMPTS = 5
"""How often Rasa may fail on a message before a person is asked to look."""
ONE_MOMENT = "one_moment"


@dataclass(frozen=True)
class Outcome:
    """What a turn decided."""

    intent: str | None
    replies: Sequence[Reply]
    language: str | None
    """The resident's language from now on, where it is known."""


class Turn:
    """Takes turns: opt-out words first, then language, then choices, then Rasa."""

    def __init__(
        self,
        database: Database,
        rasa: RasaClient,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        catalog: Catalog,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rasa = rasa
        self._outbox = outbox
        self._channels = channels
        self._catalog = catalog
        self._choices = ChoiceReader(catalog)
        self._clock = clock

    async def take(self, inbound_id: uuid.UUID) -> None:
        """Answers one message; does nothing where it is answered already.

        Raises `Unavailable` where the turn must be tried again.
        """
        begun = time.perf_counter()
        try:
            await self._take(inbound_id)
        except TurnGivenUp:
            if await self._count_attempt(inbound_id) < MAX_ATTEMPTS:
                raise
            await self._give_up(inbound_id)
        except RasaUnavailable:
            await self._ask_for_a_moment(inbound_id)
            raise
        except DBAPIError as error:
            FAILURES.labels("database").inc()
            raise Unavailable("The database does not answer.") from error
        except Exception:
            FAILURES.labels("turn").inc()
            log.exception("turn failed", inbound_id=str(inbound_id))
            await self._give_up(inbound_id)
        finally:
            STAGES.labels("turn").observe(time.perf_counter() - begun)

    async def _take(self, inbound_id: uuid.UUID) -> None:
        async with self._database.transaction() as session:
            inbound, conversation = await self._begin(session, inbound_id)
            if inbound.status != "received":
                return
            outcome = await self._decide(session, inbound, conversation)
            await self._finish(session, inbound, conversation, outcome)
        TURNS.labels(outcome.intent or "none").inc()

    async def _begin(
        self, session: AsyncSession, inbound_id: uuid.UUID
    ) -> tuple[InboundMessage, Conversation]:
        """The message and its conversation, which nobody else may answer until we commit.

        The queue runs the turns of a conversation one after another; the lock holds where a worker
        that was taken for dead is still alive.
        """
        query = (
            select(InboundMessage, Conversation)
            .join(Conversation, Conversation.id == InboundMessage.conversation_id)
            .where(InboundMessage.id == inbound_id)
        )
        _, conversation = (await session.execute(query)).one()
        await session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 0))"),
            {"id": str(conversation.id)},
        )
        row = await session.execute(query.execution_options(populate_existing=True))
        inbound, conversation = row.one()
        return inbound, conversation

    async def _decide(
        self, session: AsyncSession, inbound: InboundMessage, conversation: Conversation
    ) -> Outcome:
        current = await residents.language_of(session, conversation.id)
        is_stopped = conversation.opted_out_at is not None
        keyword = consent_keyword(inbound.text, is_stopped) if not inbound.choice else None
        if keyword:
            return await self._change_consent(session, inbound, keyword, current)
        if is_stopped:
            return Outcome(None, (), current)
        if inbound.choice is None and not plain(inbound.text):
            key = "picture" if inbound.media_count else "no_words"
            return Outcome(None, (Reply(key=key),), current)
        picked = await self._pick(session, inbound)
        if isinstance(picked, Stale):
            return Outcome(None, (Reply(key="stale_choice", choices=menu()),), current)
        return await self._ask_rasa(session, inbound, picked, current)

    async def _change_consent(
        self, session: AsyncSession, inbound: InboundMessage, keyword: str, current: str | None
    ) -> Outcome:
        now = self._clock.now()
        if keyword == "opt_in":
            await consent.opt_in(session, inbound.conversation_id, inbound.text, now)
            return Outcome("opt_in", (Reply(key="consent.started"),), current)
        is_new = await consent.opt_out(session, inbound.conversation_id, inbound.text, now)
        language = current or detect(inbound.text, None, self._catalog.languages)
        confirmation = (Reply(key=OPT_OUT_CONFIRMATION),) if is_new else ()
        return Outcome("opt_out", confirmation, language)

    async def _pick(self, session: AsyncSession, inbound: InboundMessage) -> Picked | Stale | None:
        offer = await last_offer(session, inbound.conversation_id)
        if inbound.choice is not None:
            return self._choices.by_value(inbound.choice, offer)
        return self._choices.by_text(inbound.text, offer)

    async def _ask_rasa(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        picked: Picked | None,
        current: str | None,
    ) -> Outcome:
        language = current
        if picked is None:
            language = detect(inbound.text, current, self._catalog.languages)
        answer = await self._wait_for_rasa(inbound, picked, language or DEFAULT_LANGUAGE)
        stored = await residents.language_of(session, inbound.conversation_id)
        if stored != current:  # an action changed it, at the resident's wish
            language = stored
        return Outcome(answer.intent, answer.replies, language)

    async def _wait_for_rasa(
        self, inbound: InboundMessage, picked: Picked | None, language: str
    ) -> Answer:
        asking = asyncio.create_task(
            self._rasa.take_turn(
                str(inbound.conversation_id),
                str(inbound.id),
                inbound.text[:UNDERSTOOD_TEXT],
                picked,
                {"language": language},
            )
        )
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE.total_seconds())
        if not done:
            await self._say_one_moment(inbound.id)
        return await asking

    async def _finish(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        conversation: Conversation,
        outcome: Outcome,
    ) -> None:
        now = self._clock.now()
        stored = await residents.language_of(session, conversation.id)
        if outcome.language and outcome.language != stored:
            await residents.set_language(session, conversation.id, outcome.language)
        texts = self._catalog[outcome.language or DEFAULT_LANGUAGE]
        channel = self._channels[conversation.channel]
        messages = [render(reply, texts, channel) for reply in outcome.replies]
        inbound.status, inbound.intent, inbound.answered_at = "answered", outcome.intent, now
        await self._outbox.store(session, conversation.id, channel, messages, now, inbound.id)

    async def _ask_for_a_moment(self, inbound_id: uuid.UUID) -> None:
        async with self._database.transaction() as session:
            inbound = await session.get_one(InboundMessage, inbound_id)
        if self._clock.now() - inbound.received_at >= PATIENCE:
            await self._say_one_moment(inbound_id)

    async def _say_one_moment(self, inbound_id: uuid.UUID) -> None:
        """Tells the resident that the answer takes a moment, once until it comes."""
        async with self._database.transaction() as session:
            inbound = await session.get_one(InboundMessage, inbound_id)
            latest = await session.scalar(
                select(OutboundMessage.key)
                .where(OutboundMessage.conversation_id == inbound.conversation_id)
                .order_by(OutboundMessage.id.desc())
                .limit(1)
            )
            if latest != ONE_MOMENT:
                await self._say(session, inbound, Reply(key=ONE_MOMENT))

    async def _count_attempt(self, inbound_id: uuid.UUID) -> int:
        async with self._database.transaction() as session:
            inbound = await session.get_one(InboundMessage, inbound_id, with_for_update=True)
            inbound.attempts += 1
            return inbound.attempts

    async def _give_up(self, inbound_id: uuid.UUID) -> None:
        """Tells the resident that a person will look, and asks a person to."""
        async with self._database.transaction() as session:
            inbound, _ = await self._begin(session, inbound_id)
            if inbound.status != "received":
                return
            now = self._clock.now()
            inbound.status, inbound.answered_at = "failed", now
            await cases.open_case(session, inbound.conversation_id, inbound.id, "failed_turn", now)
            await self._say(session, inbound, Reply(key="trouble"))

    async def _say(self, session: AsyncSession, inbound: InboundMessage, reply: Reply) -> None:
        conversation = await session.get_one(Conversation, inbound.conversation_id)
        language = await residents.language_of(session, conversation.id)
        channel = self._channels[conversation.channel]
        message = render(reply, self._catalog[language or DEFAULT_LANGUAGE], channel)
        now = self._clock.now()
        await self._outbox.store(session, conversation.id, channel, [message], now, inbound.id)
