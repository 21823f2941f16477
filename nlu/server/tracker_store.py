"""Rasa's tracker store in our PostgreSQL, without blocking Rasa's event loop.

Rasa's own `SQLTrackerStore` writes a row for each event through a blocking driver, which costs
every other conversation the time (see docs/decisions). This one writes a row for each turn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from psycopg_pool import AsyncConnectionPool
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

READ = """
    SELECT first_event, events FROM rasa_turns
    WHERE sender_id = %(sender_id)s AND session = (
        SELECT max(session) FROM rasa_turns WHERE sender_id = %(sender_id)s)
    ORDER BY first_event"""
READ_ALL = """
    SELECT first_event, events FROM rasa_turns
    WHERE sender_id = %(sender_id)s ORDER BY session, first_event"""
STORED = """
    SELECT session, first_event + jsonb_array_length(events) FROM rasa_turns
    WHERE sender_id = %(sender_id)s ORDER BY session DESC, first_event DESC LIMIT 1"""
WRITE = """
    INSERT INTO rasa_turns (sender_id, session, first_event, events)
    VALUES (%(sender_id)s, %(session)s, %(first_event)s, %(events)s)"""


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
        return await self._load(READ, sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker of all sessions, or None."""
        return await self._load(READ_ALL, conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Adds the events that are not stored yet, in one transaction."""
        pool = await self._connections()
        async with pool.connection() as connection:
            cursor = await connection.execute(STORED, {"sender_id": tracker.sender_id})
            session, stored = await cursor.fetchone() or (0, 0)
            for row in _rows(list(tracker.events)[stored:], session, stored):
                await connection.execute(WRITE, {"sender_id": tracker.sender_id, **row})

    async def keys(self) -> Iterable[str]:
        """All senders."""
        pool = await self._connections()
        async with pool.connection() as connection:
            cursor = await connection.execute("SELECT DISTINCT sender_id FROM rasa_turns")
            return [sender_id for (sender_id,) in await cursor.fetchall()]

    async def _load(self, query: str, sender_id: str) -> DialogueStateTracker | None:
        pool = await self._connections()
        async with pool.connection() as connection:
            cursor = await connection.execute(query, {"sender_id": sender_id})
            events = [event for _, turn in await cursor.fetchall() for event in turn]
        if not events:
            return None
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def _connections(self) -> AsyncConnectionPool:
        if self._pool is None:
            self._pool = AsyncConnectionPool(
                self._url,
                min_size=1,
                max_size=8,
                open=False,
                check=AsyncConnectionPool.check_connection,
            )
            await self._pool.open()
        return self._pool


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
