"""How somebody outside waits for what answers them, on whatever channel."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import psycopg

SECONDS = 60.0
"""How long an answer may take on a busy machine."""
ANSWERED = """
    SELECT inbound.status,
        count(outbound.id) FILTER (WHERE outbound.status NOT IN ('held', 'failed')),
        count(outbound.id) FILTER (WHERE outbound.status IN ('queued', 'sending'))
    FROM inbound_messages inbound LEFT JOIN outbound_messages outbound
    ON outbound.inbound_id = inbound.id
    WHERE inbound.provider_id = %s GROUP BY inbound.id"""


def local_client(base_url: str) -> httpx.AsyncClient:
    """A client of what listens on this machine; certificates, slow to load, are not needed."""
    return httpx.AsyncClient(base_url=base_url, timeout=20, trust_env=False, verify=False)


async def answers[Message](
    database_url: str,
    provider_id: str,
    received: Callable[[], Awaitable[list[Message]]],
    before: int,
) -> list[Message]:
    """What answers a message, after so many that had come `before`."""
    async with asyncio.timeout(SECONDS):
        count = await count_of_answers(database_url, provider_id)
        while len(messages := await received()) < before + count:
            await asyncio.sleep(0.05)
    return messages[before:]


async def count_of_answers(database_url: str, provider_id: str) -> int:
    """How many messages answer a message, once they are delivered."""
    connecting = psycopg.AsyncConnection.connect(database_url, autocommit=True)
    async with await connecting as connection:
        while True:
            cursor = await connection.execute(ANSWERED, (provider_id,))
            status, count, waiting = await cursor.fetchone() or ("received", 0, 0)
            if status != "received" and not waiting:
                return int(count)
            await asyncio.sleep(0.03)
