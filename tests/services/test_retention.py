"""Transcripts expire after their days; what staff still need does not."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.services.retention import Retention
from bot.store.database import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAYS = 30
SECRET = "zip 60699 and what else I told"
EVENTS = """[
    {"event": "action", "name": "action_listen"},
    {"event": "user", "text": "%(secret)s", "metadata": {"message_id": "%(message)s"},
     "parse_data": {"text": "%(secret)s", "intent": {"name": "inform"},
                    "entities": [{"entity": "name", "value": "%(secret)s"}]}},
    {"event": "slot", "name": "household", "value": {"children": 2}},
    {"event": "bot", "text": null, "data": {"custom": {"args": {"name": "%(secret)s"}}}}]"""


class Told:
    """A conversation in which one thing was said, and answered."""

    def __init__(self, store: Database, age: timedelta) -> None:
        self.store = store
        self.at = NOW - age
        self.conversation, self.message = uuid.uuid4(), uuid.uuid4()

    async def keep(self, case: str | None = None, status: str = "answered") -> "Told":
        ids = {"c": self.conversation, "m": self.message, "at": self.at, "secret": SECRET}
        await self._run("INSERT INTO residents (id, created_at) VALUES (:c, :at)", ids)
        await self._run(
            "INSERT INTO conversations (id, resident_id, channel, address_hash, address_encrypted,"
            " created_at) VALUES (:c, :c, 'sms', decode(replace(CAST(:c AS text), '-', ''), 'hex'),"
            " 'x', :at)",
            ids,
        )
        await self._run(
            "INSERT INTO inbound_messages (id, conversation_id, channel, provider_id, text, status,"
            " received_at) VALUES (:m, :c, 'sms', CAST(:m AS text), :secret, :status, :at)",
            {**ids, "status": status},
        )
        await self._run(
            "INSERT INTO outbound_messages (conversation_id, key, language, text, choices, status,"
            " created_at) VALUES (:c, 'k', 'en', :secret, '[]', 'delivered', :at)",
            ids,
        )
        events = EVENTS % {"secret": SECRET, "message": self.message}
        await self._run(
            "INSERT INTO rasa_turns (sender_id, session, first_event, events)"
            " VALUES (CAST(:c AS text), 0, 0, CAST(:events AS jsonb))",
            {**ids, "events": events},
        )
        if case:
            await self._run(
                "INSERT INTO cases (conversation_id, inbound_id, kind, organization, status,"
                " opened_at) VALUES (:c, :m, 'feedback', '', :status, :at)",
                {**ids, "status": case},
            )
        return self

    async def kept_in(self) -> list[str]:
        """The tables in which what was said still stands."""
        found = []
        for table, owner in (
            ("inbound_messages", "conversation_id"),
            ("outbound_messages", "conversation_id"),
            ("rasa_turns", "sender_id"),
        ):
            query = (
                f"SELECT count(*) FROM {table} each"
                f" WHERE CAST({owner} AS text) = :c AND each::text LIKE :secret"
            )
            if await self._run(query, {"c": str(self.conversation), "secret": f"%{SECRET}%"}):
                found.append(table)
        return found

    async def _run(self, query: str, values: dict[str, object]) -> int:
        async with self.store.transaction() as session:
            result = await session.execute(text(query), values)
            return int(result.scalar_one()) if query.startswith("SELECT") else 0


async def expire(store: Database) -> None:
    async with store.transaction() as session:
        await Retention(DAYS).expire_due(session, NOW)


ALL = ["inbound_messages", "outbound_messages", "rasa_turns"]


@pytest.mark.parametrize(
    ("days", "case", "status", "kept"),
    [
        (DAYS + 1, None, "answered", []),
        (DAYS - 1, None, "answered", ALL),
        (DAYS + 1, "open", "answered", ALL),
        (DAYS + 1, "answered", "answered", ALL),
        (DAYS + 1, "closed", "answered", []),
    ],
)
async def test_what_is_older_is_erased(
    store: Database, days: int, case: str | None, status: str, kept: list[str]
) -> None:
    told = await Told(store, timedelta(days=days)).keep(case, status)
    await expire(store)
    assert await told.kept_in() == kept


async def test_what_a_form_works_with_stays(store: Database) -> None:
    told = await Told(store, timedelta(days=DAYS + 1)).keep()
    await expire(store)
    async with store.transaction() as session:
        events = await session.scalar(
            text("SELECT events FROM rasa_turns WHERE sender_id = :c"),
            {"c": str(told.conversation)},
        )
    assert [event["event"] for event in events] == ["action", "user", "slot", "bot"]
    assert events[1]["parse_data"]["intent"] == {"name": "inform"}
    assert events[2]["value"] == {"children": 2}


async def test_earlier_sessions_of_rasa_go_with_their_messages(store: Database) -> None:
    told = await Told(store, timedelta(days=DAYS + 1)).keep()
    kept = await Told(store, timedelta(days=DAYS - 1)).keep()
    async with store.transaction() as session:
        for each in (told, kept):
            await session.execute(
                text(
                    "INSERT INTO rasa_turns (sender_id, session, first_event, events)"
                    " VALUES (:c, 1, 0, '[]')"
                ),
                {"c": str(each.conversation)},
            )
    await expire(store)
    async with store.transaction() as session:
        left = await session.execute(
            text("SELECT sender_id, session FROM rasa_turns WHERE sender_id IN (:old, :new)"),
            {"old": str(told.conversation), "new": str(kept.conversation)},
        )
    assert set(left.all()) == {
        (str(told.conversation), 1),
        (str(kept.conversation), 0),
        (str(kept.conversation), 1),
    }


async def test_an_unanswered_message_waits(store: Database) -> None:
    told = await Told(store, timedelta(days=DAYS + 1)).keep(status="received")
    await expire(store)
    assert "inbound_messages" in await told.kept_in()
