"""One turn: a message that was accepted becomes replies in the outbox, once (design §2)."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Select, Text, bindparam, cast, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation import flood, traffic
from bot.conversation.came_by import LinkReader
from bot.conversation.catalog import Catalog
from bot.conversation.channel import Channel
from bot.conversation.choices import Picked
from bot.conversation.decision import DEFAULT_LANGUAGE, Decision
from bot.conversation.deeds import is_deed
from bot.conversation.language import Known
from bot.conversation.messenger import Messenger
from bot.conversation.notices import Notices
from bot.conversation.outbox import Outbox
from bot.conversation.outcome import Outcome
from bot.conversation.rasa import Answer, RasaClient
from bot.conversation.render import render
from bot.conversation.terms import Terms
from bot.conversation.traffic import ON, Traffic
from bot.errors import RasaUnavailable, TurnGivenUp, Unavailable
from bot.metrics import FAILURES, STAGES, TURNS
from bot.services import cases, links, reach, residents
from bot.store.database import OUTAGES, Database
from bot.store.models import Conversation, InboundMessage, OutboundMessage, Resident

log = structlog.get_logger()

UNDERSTOOD_TEXT = 1_000
"""Characters of a message that Rasa reads; who writes more has said it by then."""
PATIENCE = timedelta(seconds=4)
"""How long a resident waits for an answer before being told that it takes a moment."""
MAX_ATTEMPTS = 5
"""How often Rasa may fail on a message before a person is asked to look."""

LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(CAST(conversation_id AS text), 0)) "
    "FROM inbound_messages WHERE id = :id"
)
"""One turn of a conversation at a time, whoever runs it."""


def _message() -> Select[Any]:
    parts = traffic.columns()
    of_conversation = func.hashtextextended(cast(InboundMessage.conversation_id, Text), 0)
    query = (
        select(
            InboundMessage,
            Conversation,
            Resident.language,
            Resident.language_is_presumed,
            func.pg_try_advisory_xact_lock(of_conversation).label("is_ours"),
            cases.answering(Conversation.id, bindparam("since")).label("is_with_staff"),
            *parts,
        )
        .join(Conversation, Conversation.id == InboundMessage.conversation_id)
        .join(Resident, Resident.id == Conversation.resident_id)
        .where(InboundMessage.id == bindparam("id"))
        .execution_options(populate_existing=True)
    )
    for part in parts:
        query = query.outerjoin(part, ON)
    return query


MESSAGE = _message()
"""A message with all that is known before it is answered, and whether nobody else is answering in
its conversation: then the lock is ours. Put together once: SQLAlchemy takes a third of a turn's
time for it."""

ANSWERED = (
    update(InboundMessage)
    .where(InboundMessage.id == bindparam("inbound_id"), InboundMessage.status == "received")
    .values(status="answered", intent=bindparam("meant"), answered_at=bindparam("now"))
    .returning(
        select(Conversation.opted_out_at)
        .where(Conversation.id == InboundMessage.conversation_id)
        .correlate(InboundMessage)
        .scalar_subquery()
    )
)
"""Notes the answer; tells since when all messages are stopped, which the turn itself may have done.
Finds nothing where somebody else has answered."""


type GoOn = Callable[[Conversation, AsyncSession, Sequence[OutboundMessage]], Awaitable[bool]]
"""Takes up the delivery of what a turn stores, in its transaction; False where the queue must."""


class Turn:
    """Takes turns."""

    def __init__(
        self,
        database: Database,
        rasa: RasaClient,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        catalog: Catalog,
        clock: Clock,
        messenger: Messenger,
        terms: Terms,
        link_reader: LinkReader,
    ) -> None:
        self._database = database
        self._rasa = rasa
        self._outbox = outbox
        self._channels = channels
        self._catalog = catalog
        self._clock = clock
        self._decision = Decision(database, catalog, clock, self._ask_rasa, terms, link_reader)
        self._link_reader = link_reader
        self._terms = terms
        self._messenger = messenger
        self._notices = Notices(messenger, clock)

    async def take(self, inbound_id: uuid.UUID, go_on: GoOn | None = None) -> bool:
        """Answers one message; does nothing, and returns False, where it is answered already.

        What `go_on` took up is stored where this returns True, and only there.
        Raises `Unavailable` where the turn must be tried again.
        """
        begun = time.perf_counter()
        try:
            return await self._take(inbound_id, go_on)
        except TurnGivenUp:
            if await self._count_attempt(inbound_id) < MAX_ATTEMPTS:
                raise
            await self._give_up(inbound_id)
        except RasaUnavailable:
            await self._ask_for_patience(inbound_id)
            raise
        except OUTAGES as error:
            FAILURES.labels("database").inc()
            raise Unavailable("The database does not answer.") from error
        except Exception:
            FAILURES.labels("turn").inc()
            log.exception("turn failed", inbound_id=str(inbound_id))
            await self._give_up(inbound_id)
        finally:
            STAGES.labels("turn").observe(time.perf_counter() - begun)
        return False

    async def _take(self, inbound_id: uuid.UUID, go_on: GoOn | None) -> bool:
        async with self._database.transaction() as session:
            inbound, conversation, known, before = await self._begin(session, inbound_id)
            if inbound.status != "received" or inbound.release_at is not None:
                return False
            message = inbound
            if inbound.held_at is not None:
                message = await flood.together(session, inbound)
            elif await flood.is_to_be_held(session, inbound, conversation, before):
                await flood.hold(session, inbound, before, self._messenger, self._clock.now())
                return False
            outcome = await self._decision.about(session, message, conversation, known, before)
            if outcome.language and outcome.language != known.language:
                await residents.set_language(session, conversation.id, outcome.language)
            await self._finish(session, inbound, conversation, outcome, go_on)
            if inbound.held_at is not None:
                await flood.answered_together(session, inbound, self._clock.now())
        TURNS.labels(outcome.intent or "none").inc()
        return True

    async def _begin(
        self, session: AsyncSession, inbound_id: uuid.UUID
    ) -> tuple[InboundMessage, Conversation, Known, Traffic]:
        """The message, its conversation, what is known of the language, and the traffic before.

        Nobody else may answer in this conversation until we commit.

        The queue runs the turns of a conversation one after another; the lock holds where a worker
        that was taken for dead is still alive. Then we wait for it, and read anew.
        """
        asked = {"id": inbound_id, "since": self._clock.now() - cases.SILENCE}
        row = (await session.execute(MESSAGE, asked)).one()
        if not row.is_ours:
            (await session.execute(LOCK, {"id": inbound_id})).one()
            row = (await session.execute(MESSAGE, asked)).one()
        known = Known(row.language, row.language_is_presumed)
        return row[0], row[1], known, traffic.traffic_of(row)

    async def _ask_rasa(
        self, inbound: InboundMessage, picked: Picked | None, language: str
    ) -> Answer:
        """Rasa's answer; where it takes long, the resident hears that first."""
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
        go_on: GoOn | None,
    ) -> None:
        now = self._clock.now()
        texts = self._catalog[outcome.language or DEFAULT_LANGUAGE]
        channel = self._channels[conversation.channel]
        notice = await self._terms.before(session, inbound, conversation, channel, outcome)
        replies = [*notice, *outcome.replies]
        messages = [render(reply, texts, channel) for reply in replies]
        stopped_at = await self._note_answered(session, inbound.id, outcome.intent, now)
        if is_deed(outcome.replies):
            await links.note_deed(session, conversation.id, self._link_reader.today())
        reach.find(conversation)  # they just wrote
        await self._outbox.store(
            session,
            conversation.id,
            channel,
            messages,
            now,
            inbound.id,
            is_opted_out=stopped_at is not None,
            take_up=go_on and partial(go_on, conversation),
        )

    async def _note_answered(
        self, session: AsyncSession, inbound_id: uuid.UUID, intent: str | None, now: datetime
    ) -> datetime | None:
        """Since when all messages to this address are stopped; None where they are not."""
        noted = {"inbound_id": inbound_id, "meant": intent, "now": now}
        row = (await (await session.connection()).execute(ANSWERED, noted)).one_or_none()
        if row is None:
            raise Unavailable("Somebody else has answered; the turn is taken again to see that.")
        stopped_at: datetime | None = row[0]
        return stopped_at

    async def _ask_for_patience(self, inbound_id: uuid.UUID) -> None:
        async with self._database.transaction() as session:
            inbound = await session.get_one(InboundMessage, inbound_id)
        if self._clock.now() - inbound.received_at >= PATIENCE:
            await self._say_one_moment(inbound_id)

    async def _say_one_moment(self, inbound_id: uuid.UUID) -> None:
        async with self._database.transaction() as session:
            await self._notices.one_moment(session, inbound_id)

    async def _count_attempt(self, inbound_id: uuid.UUID) -> int:
        async with self._database.transaction() as session:
            inbound = await session.get_one(InboundMessage, inbound_id, with_for_update=True)
            inbound.attempts += 1
            return inbound.attempts

    async def _give_up(self, inbound_id: uuid.UUID) -> None:
        async with self._database.transaction() as session:
            inbound, *_ = await self._begin(session, inbound_id)
            if inbound.status == "received":
                await self._notices.trouble(session, inbound)
