"""The sender's rate holds across all workers, and the urgent goes first."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.conversation.allowance import Allowance
from bot.conversation.line_sender import LineSender, keep_sending
from bot.conversation.rate import Rate
from bot.errors import ProviderUnavailable
from bot.providers import Providers
from bot.store.database import Database
from bot.store.models import Conversation
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


@asynccontextmanager
async def worker(sending: Sending, per_second: float | None = None) -> AsyncIterator[None]:
    """A worker, as far as lines go, with connections of its own."""
    line, hand_over = sending.line()
    database = Database(sending.url)
    rate = Rate(database, {"sms": Allowance(per_second)})
    sender = LineSender(line, hand_over, rate, sending.clock, Providers(time.monotonic))
    task = asyncio.create_task(keep_sending(database, [sender]))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await database.close()


async def in_line(sending: Sending, purpose: str, count: int) -> dict[int, Conversation]:
    """Messages to as many people, by id."""
    people = [await sending.person() for _ in range(count)]
    waiting = {"status": "held", "line": "sms", "due_at": sending.clock.now()}
    return {
        await sending.queue(each, purpose, **waiting): each  # type: ignore[arg-type]
        for each in people
    }


async def until_all(sending: Sending, outbound_ids: list[int], status: str) -> None:
    """Waits until messages are so far."""
    async with asyncio.timeout(30):
        while {(await sending.outcome(each))[0] for each in outbound_ids} != {status}:
            await asyncio.sleep(0.02)


async def test_the_line_keeps_the_rate_and_lets_reminders_go_before_campaigns(
    sending: Sending,
) -> None:
    campaigns = await in_line(sending, "campaign", MESSAGES)
    reminders = await in_line(sending, "reminder", MESSAGES)
    begun = time.monotonic()
    async with worker(sending, PER_SECOND):
        await until_all(sending, [*campaigns, *reminders], "sent")
    assert time.monotonic() - begun >= (2 * MESSAGES - 2 * PER_SECOND * 0.25) / PER_SECOND
    first = [await sending.message(each) for each in reminders]
    last = [await sending.message(each) for each in campaigns]
    assert max(m.provider_id or "" for m in first) and all(m.provider_id for m in last)
    shown = [
        (await sending.on_phone(person))[0]["sid"]
        for person in [*reminders.values(), *campaigns.values()]
    ]
    assert len(set(shown)) == 2 * MESSAGES


async def test_while_the_provider_is_down_the_line_waits_and_nothing_is_burnt(
    sending: Sending,
) -> None:
    reminders = await in_line(sending, "reminder", MESSAGES)
    sending.standin.behave(down=1)
    async with worker(sending):
        await asyncio.sleep(0)
    ...
