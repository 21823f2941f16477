"""The inbox when many write at once: each message once, in order, whatever others bring."""

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from bot.clock import SystemClock
from bot.conversation.inbox import Arrival, Inbox
from bot.services import consent
from bot.store.database import Database
from bot.store.jobs import Jobs, job_app
from bot.store.models import Conversation, InboundMessage, Resident
from tests.harness.reminders import VAULT

JOBS = text("""
    SELECT queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at
    FROM procrastinate_jobs WHERE args ->> 'inbound_id' = ANY (:ids) ORDER BY id
""")


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url)
    yield database
    await database.close()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database, VAULT, SystemClock())


def arrival(address: str, words: str, provider_id: str | None = None) -> Arrival:
    return Arrival("sms", address, provider_id or f"SM{secrets.token_hex(16)}", words)


def address() -> str:
    return f"+1{secrets.randbelow(10**10):010}"


@dataclass
class Kept:
    """What is in the database of some addresses."""

    conversations: dict[str, uuid.UUID]
    texts: dict[str, list[str]]
    """Of each address, by their jobs' order."""
    jobs: list[Any]


async def kept(database: Database, addresses: Sequence[str]) -> Kept:
    digests = {VAULT.digest(each): each for each in addresses}
    found = Kept({}, {each: [] for each in addresses}, [])
    async with database.transaction() as session:
        conversations = await session.scalars(
            select(Conversation).where(Conversation.address_hash.in_(digests))
        )
        names: dict[uuid.UUID, str] = {}
        for conversation in conversations:
            names[conversation.id] = digests[conversation.address_hash]
            assert VAULT.decrypt(conversation.address_encrypted) == names[conversation.id]
        found.conversations = {each: id_ for id_, each in names.items()}
        messages = await session.scalars(
            select(InboundMessage).where(InboundMessage.conversation_id.in_(names))
        )
        by_id = {str(message.id): message for message in messages}
        found.jobs = list(await session.execute(JOBS, {"ids": list(by_id)}))
    for job in found.jobs:
        message = by_id.pop(job.args["inbound_id"])
        assert job.lock == f"turn:{message.conversation_id}"
        found.texts[names[message.conversation_id]].append(message.text)
    assert by_id == {}  # each has one turn
    return found


@given(told=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
async def test_each_is_stored_once_and_in_order(
    database: Database, inbox: Inbox, told: list[tuple[int, int]]
) -> None:
    """Who: one of four people; what: one of six texts, which come again as the same message."""
    people = [address() for _ in range(4)]
    arrivals = [arrival(people[who], f"{what}", f"{people[who]}-{what}") for who, what in told]
    ids = await asyncio.gather(*(inbox.accept(each) for each in arrivals))
    stored = await kept(database, people)
    for number, person in enumerate(people):
        said = [f"{what}" for who, what in told if who == number]
        assert stored.texts[person] == list(dict.fromkeys(said))
    assert len(stored.conversations) == len({who for who, _ in told})
    by_id = dict(zip(told, ids, strict=True))
    assert [by_id[each] for each in told] == list(ids)


async def test_a_job_is_the_one_that_is_deferred_elsewhere(
    database: Database, inbox: Inbox, postgres_url: str
) -> None:
    person = address()
    inbound_id = await inbox.accept(arrival(person, "hello"))
    conversation_id = (await kept(database, [person])).conversations[person]
    async with database.transaction() as session:
        await Jobs(job_app(postgres_url)).defer_turn(session, conversation_id, inbound_id)
        one, other = await session.execute(JOBS, {"ids": [str(inbound_id)]})
    assert one == other


async def test_what_cannot_be_stored_fails_alone(database: Database, inbox: Inbox) -> None:
    people = [address() for _ in range(3)]
    arrivals = [arrival(person, "hello") for person in people]
    arrivals[1] = replace(arrivals[1], channel="not\x00storable")
    told = await asyncio.gather(*map(inbox.accept, arrivals), return_exceptions=True)
    assert [isinstance(each, psycopg.Error) for each in told] == [False, True, False]
    assert set((await kept(database, people)).conversations) == {people[0], people[2]}


async def test_two_processes_open_a_conversation_once(database: Database) -> None:
    doors = [Inbox(database, VAULT, SystemClock()) for _ in range(4)]
    people = [address() for _ in range(5)]
    async with database.transaction() as session:
        before = await session.scalar(select(func.count()).select_from(Resident))
    told = [door.accept(arrival(person, "hello")) for person in people for door in doors]
    await asyncio.gather(*told)
    stored = await kept(database, people)
    assert [len(stored.texts[person]) for person in people] == [4] * 5
    async with database.transaction() as session:
        after = await session.scalar(select(func.count()).select_from(Resident))
    assert (after or 0) - (before or 0) == len(people)


async def test_a_stop_outlasts_erasure_when_many_write_at_once(
    database: Database, inbox: Inbox
) -> None:
    stopped, others = address(), [address() for _ in range(3)]
    now = SystemClock().now()
    gone = Conversation(channel="sms", address_hash=VAULT.digest(stopped), opted_out_at=now)
    async with database.transaction() as session:
        await consent.keep_stopped(session, gone)
    people = [others[0], stopped, *others[1:]]
    await asyncio.gather(*(inbox.accept(arrival(person, "hello")) for person in people))
    conversations = (await kept(database, people)).conversations
    async with database.transaction() as session:
        for person in people:
            conversation = await session.get_one(Conversation, conversations[person])
            assert conversation.opted_out_at == (now if person == stopped else None)
