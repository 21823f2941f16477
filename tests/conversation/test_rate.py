"""The sender's rate holds across all workers, and the urgent goes first."""

import asyncio
import time

from bot.conversation.allowance import Allowance
from bot.conversation.rate import Rate
from bot.store.database import Database
from tests.conversation.sending import Sending, until_sent

PER_SECOND = 20.0
MESSAGES = 12
WORKERS = 4


async def test_four_workers_together_keep_the_rate(sending: Sending, postgres_url: str) -> None:
    person = await sending.person()
    queued = [await sending.queue(person) for _ in range(MESSAGES)]
    databases = [Database(postgres_url) for _ in range(WORKERS)]
    workers = [sending.delivery(Allowance(PER_SECOND), database) for database in databases]
    begun = time.monotonic()
    await asyncio.gather(
        *(until_sent(workers[n % WORKERS], outbound_id) for n, outbound_id in enumerate(queued))
    )
    assert time.monotonic() - begun >= (MESSAGES - 1) / PER_SECOND
    assert len(await sending.on_phone(person)) == MESSAGES
    for database in databases:
        await database.close()


async def test_replies_have_the_rate_to_themselves_while_they_wait(sending: Sending) -> None:
    rate = Rate(sending.store, {"replies": Allowance(2.0)})
    assert await rate.take("replies", 1) is None
    await asyncio.gather(*(rate.wait("replies", 1) for _ in range(3)))  # after one another
    assert await rate.take("replies", 1), "a place before the last reply's was left to the line"
