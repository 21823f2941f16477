"""A delivery that fails for no reason we know is repeated a few times, and then holds up nobody."""

import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bot.clock import SystemClock
from bot.conversation.channel import Channel, Outgoing, Rejected
from bot.conversation.decent_hours import DecentHours
from bot.conversation.delivery import DOUBT_SECONDS, MAX_FAULTS, Delivery
from bot.conversation.gate import Gate
from bot.conversation.rate import Rate
from bot.errors import OutcomeUnknown
from bot.store.database import Database
from bot.store.secrets import Vault
from tests.conftest import SharedService

VAULT = Vault("a secret key of these tests alone, long enough")


class Faulty:
    """A channel with a fault in its code; notes what it was asked."""

    name = "faulty"
    numbers_choices = True
    is_fetched = False
    longest: int | None = None
    can_look_up = True

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fit(self, text: str) -> str:
        return text

    def segments(self, text: str) -> int | None:
        return 1

    async def send(self, message: Outgoing) -> str:
        self.asked.append("send")
        raise KeyError("sid")

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        self.asked.append("look up")
        return None


@pytest.fixture
async def store(service: SharedService) -> AsyncIterator[Database]:
    store = Database(service.database_url)
    yield store
    await store.close()


def delivery_by(channel: Faulty, store: Database) -> Delivery:
    """Deliveries that nothing but the channel hinders."""
    channels: Mapping[str, Channel] = {"faulty": channel}
    hours = DecentHours(ZoneInfo("UTC"), time.min, time.max)
    return Delivery(store, channels, VAULT, SystemClock(), Gate(hours, {}), Rate(store, {}))


async def queued(database: psycopg.AsyncConnection[Any]) -> int:
    """A message to a resident on the faulty channel, without a job: only the test delivers it."""
    resident, conversation = uuid.uuid4(), uuid.uuid4()
    await database.execute("INSERT INTO residents (id, created_at) VALUES (%s, now())", (resident,))
    await database.execute(
        "INSERT INTO conversations"
        " (id, resident_id, channel, address_hash, address_encrypted, created_at)"
        " VALUES (%s, %s, 'faulty', %s, %s, now())",
        (conversation, resident, conversation.bytes, VAULT.encrypt("+13125550123")),
    )
    cursor = await database.execute(
        "INSERT INTO outbound_messages"
        " (conversation_id, key, language, text, choices, status, created_at)"
        " VALUES (%s, 'greeting', 'en', 'Hello', '[]', 'queued', now()) RETURNING id",
        (conversation,),
    )
    row = await cursor.fetchone()
    assert row
    return int(row[0])


class Doubtful(Faulty):
    """A channel whose provider may have taken the message, and cannot be asked."""

    can_look_up = False

    async def send(self, message: Outgoing) -> str:
        self.asked.append("send")
        raise OutcomeUnknown("no answer")


async def test_a_doubtful_send_that_nobody_can_look_up_is_repeated_later_and_later_then_no_more(
    store: Database, database: psycopg.AsyncConnection[Any]
) -> None:
    doubtful = Doubtful()
    delivery = delivery_by(doubtful, store)
    outbound_id = await queued(database)

    waits = []
    for _ in DOUBT_SECONDS:
        with pytest.raises(OutcomeUnknown) as raised:
            await delivery.deliver(outbound_id)
        waits.append(raised.value.retry_after)
    await delivery.deliver(outbound_id)

    assert waits == list(DOUBT_SECONDS) == sorted(waits)
    assert doubtful.asked.count("send") == len(DOUBT_SECONDS) + 1
    cursor = await database.execute(
        "SELECT status, reason FROM outbound_messages WHERE id = %s", (outbound_id,)
    )
    assert await cursor.fetchone() == ("failed", "may have arrived, or not: no answer")


async def test_who_told_the_provider_to_stop_has_opted_out(
    store: Database, database: psycopg.AsyncConnection[Any]
) -> None:
    class Blocked(Faulty):
        async def send(self, message: Outgoing) -> str:
            raise Rejected("403", "bot was blocked by the user", "blocked")

    delivery = delivery_by(Blocked(), store)
    outbound_id = await queued(database)
    await delivery.deliver(outbound_id)
    cursor = await database.execute(
        "SELECT outbound.status, error_code, opted_out_at IS NOT NULL, words"
        " FROM outbound_messages outbound"
        " JOIN conversations ON conversations.id = outbound.conversation_id"
        " JOIN consents ON consents.conversation_id = conversations.id"
        " WHERE outbound.id = %s",
        (outbound_id,),
    )
    assert await cursor.fetchone() == ("failed", "403", True, "error 403")


async def test_an_unforeseen_failure_is_repeated_a_few_times_and_then_given_up(
    store: Database, database: psycopg.AsyncConnection[Any]
) -> None:
    faulty = Faulty()
    delivery = delivery_by(faulty, store)
    outbound_id = await queued(database)

    for _ in range(MAX_FAULTS - 1):
        with pytest.raises(OutcomeUnknown):  # the queue repeats it
            await delivery.deliver(outbound_id)
    await delivery.deliver(outbound_id)  # the queue goes on with the next message

    assert faulty.asked == ["send"] + (MAX_FAULTS - 1) * ["look up", "send"]
    cursor = await database.execute(
        "SELECT status, reason FROM outbound_messages WHERE id = %s", (outbound_id,)
    )
    assert await cursor.fetchone() == ("failed", "could not be handed over: KeyError")
    await delivery.deliver(outbound_id)  # and never asks for it again
    assert len(faulty.asked) == 2 * MAX_FAULTS - 1
