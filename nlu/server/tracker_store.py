"""Rasa's tracker store in our PostgreSQL, without blocking Rasa's event loop.

Rasa's own `SQLTrackerStore` writes a row for each event through a blocking driver, which costs
every other conversation the time (see docs/decisions). This one writes a row for each turn.
"""

from __future__ import annotations

import json
import select
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

from server.remote_action import TurnAbandoned

READ = """
    SELECT session, events FROM rasa_turns
    WHERE sender_id = %(sender_id)s AND session = (
        SELECT max(session) FROM rasa_turns WHERE sender_id = %(sender_id)s)
    ORDER BY first_event"""
READ_ALL = """
    SELECT session, events FROM rasa_turns
    WHERE sender_id = %(sender_id)s ORDER BY session, first_event"""
STORED = """
    SELECT session, first_event + jsonb_array_length(events) FROM rasa_turns
    WHERE sender_id = %(sender_id)s ORDER BY session DESC, first_event DESC LIMIT 1"""
WRITE = """
    INSERT INTO rasa_turns (sender_id, session, first_event, events)
    SELECT %(sender_id)s, * FROM unnest(
        %(session)s::integer[], %(first_event)s::integer[], %(events)s::jsonb[])"""

WAIT_SECONDS = 5.0
"""How long a turn waits for a connection before it is given up, to be asked again."""


@dataclass
class Held:
    """The tracker of the turn under way, None before there is one, and how much of it is stored."""

    tracker: DialogueStateTracker | None
    session: int
    stored: int
    """Events of the tracker that are stored."""
    begins: int = 0
    """How many of them are of earlier sessions."""


_turn: ContextVar[dict[str, Held] | None] = ContextVar("turn", default=None)


@contextmanager
def one_turn() -> Iterator[None]:
    """A tracker is read once within the block, where nobody else may change it."""
    token = _turn.set({})
    try:
        yield
    finally:
        _turn.reset(token)


def read_anew(sender_id: str) -> None:
    """Has the tracker read again in this turn: where a session has begun, only that one."""
    turn = _turn.get()
    if turn is not None:
        turn.pop(sender_id, None)


def install() -> None:
    """Has Rasa look up each kind of event once, not all its classes anew for every event read."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


class TurnTrackerStore(TrackerStore):
    """Keeps the events of each turn as one row of `rasa_turns`.

    The primary key (sender_id, session, first_event) makes a second writer of the same turn fail
    rather than write it twice.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        host: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._url = host  # Rasa hands the endpoint's `url` over under this name
        self._pool: AsyncConnectionPool | None = None

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the latest session, or None."""
        turn = _turn.get()
        held = turn and turn.get(sender_id)
        if held:
            return held.tracker
        return await self._load(READ, sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker of all sessions, or None."""
        return await self._load(READ_ALL, conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Adds the events that are not stored yet, in one statement."""
        turn = _turn.get()
        held = turn and turn.get(tracker.sender_id)
        async with self._connection() as connection:
            if held and (held.tracker is tracker or held.tracker is None):
                session, stored, begins = held.session, held.stored, held.begins
            else:
                cursor = await connection.execute(STORED, {"sender_id": tracker.sender_id})
                session, stored = await cursor.fetchone() or (0, 0)
                begins = 0
            events = list(tracker.events)
            rows = list(_rows(events[stored:], session, stored - begins))
            if rows:
                columns = {name: [row[name] for row in rows] for name in rows[0]}
                await connection.execute(WRITE, {"sender_id": tracker.sender_id, **columns})
        if turn is None:
            return
        if rows and rows[-1]["session"] != session:
            session = rows[-1]["session"]
            begins = max(at for at, event in enumerate(events) if isinstance(event, SessionStarted))
        turn[tracker.sender_id] = Held(tracker, session, len(events), begins)

    async def keys(self) -> Iterable[str]:
        """All senders."""
        async with self._connection() as connection:
            cursor = await connection.execute("SELECT DISTINCT sender_id FROM rasa_turns")
            return [sender_id for (sender_id,) in await cursor.fetchall()]

    async def _load(self, query: str, sender_id: str) -> DialogueStateTracker | None:
        async with self._connection() as connection:
            cursor = await connection.execute(query, {"sender_id": sender_id})
            rows = await cursor.fetchall()
        events = [event for *_, stored in rows for event in stored]
        turn = _turn.get()
        if not events:
            if turn is not None:
                turn[sender_id] = Held(None, 0, 0)
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        if turn is not None and query is READ:
            turn[sender_id] = Held(tracker, rows[0][0], len(events))
        return tracker

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """A connection; where the database fails, the turn is abandoned, to be asked again.

        Any `Exception` Rasa would answer by forgetting: it goes on with a store in memory.
        """
        try:
            async with (await self._connections()).connection() as connection:
                yield connection
        except psycopg.Error as error:
            raise TurnAbandoned("the tracker store failed", is_reachable=False) from error

    async def _connections(self) -> AsyncConnectionPool:
        if self._pool is None:
            self._pool = AsyncConnectionPool(
                self._url,
                min_size=1,
                max_size=4,
                timeout=WAIT_SECONDS,
                open=False,
                check=_refuse_closed,
                kwargs={"autocommit": True},  # each statement is all there is to its transaction
            )
            await self._pool.open()
        return self._pool


async def _refuse_closed(connection: psycopg.AsyncConnection[Any]) -> None:
    """Raises `OperationalError` where the server has closed it, as `bot/store/database.py` does."""
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        await connection.close()  # else the pool would take it back
        raise psycopg.OperationalError("closed by the server")


def _rows(events: list[Any], session: int, stored: int) -> Iterable[dict[str, Any]]:
    """The rows for new events: one, or more where sessions begin among them."""
    turn: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event, SessionStarted) and (turn or stored):
            if turn:
                yield _row(session, stored, turn)
            session, stored, turn = session + 1, 0, []
        turn.append(event.as_dict())
    if turn:
        yield _row(session, stored, turn)


def _row(session: int, first_event: int, events: list[dict[str, Any]]) -> dict[str, Any]:
    return {"session": session, "first_event": first_event, "events": json.dumps(events)}
