"""The sender's rate holds across all workers, and the urgent goes first."""

import asyncio
import time

import pytest

from bot.conversation.allowance import Allowance
from bot.errors import ProviderUnavailable
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


async def test_a_campaign_waits_for_reminders_and_they_for_replies(sending: Sending) -> None:
    delivery = sending.delivery(Allowance(1000.0))
    campaign = await sending.queue(await sending.person(), "campaign")
    reminder = await sending.queue(await sending.person(), "reminder")
    reply = await sending.queue(await sending.person())
    for waiting in (campaign, reminder):
        with pytest.raises(ProviderUnavailable):
            await delivery.deliver(waiting)
    await delivery.deliver(reply)
    with pytest.raises(ProviderUnavailable):
        await delivery.deliver(campaign)
    await until_sent(delivery, reminder)
    await until_sent(delivery, campaign)
    assert await sending.outcome(campaign) == ("sent", None)
