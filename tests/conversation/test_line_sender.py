"""What waits in line goes out by one worker, at the sender's rate, however its provider does."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.channels.twilio.medium import Sms
from bot.conversation.allowance import Allowance
from bot.conversation.channel import Outgoing
from bot.conversation.line_sender import NOTED_EVERY_SECONDS, LineSender, keep_sending
from bot.conversation.purposes import Purpose
from bot.conversation.rate import Rate
from bot.errors import OutcomeUnknown, ProviderUnavailable
from bot.providers import FAILURES_IN_A_ROW, Providers
from bot.store.database import Database
from tests.conversation.sending import Sending

PER_SECOND, MESSAGES = 20.0, 12
FASTER = 20
"""Real time, as the workers of these tests see it: so that a probe comes soon."""


@dataclass
class Noting(Sms):
    """A channel that notes what it takes, in order; the first so many end in an error.

    Its provider takes a while to answer: longer than it takes to note what became of others.
    """

    errors: list[Exception] = field(default_factory=list)
    got: list[int] = field(default_factory=list)
    can_look_up: bool = True

    async def send(self, message: Outgoing) -> str:
        if self.errors:
            raise self.errors.pop()
        self.got.append(message.id)
        await asyncio.sleep(2 * NOTED_EVERY_SECONDS)
        return f"{time.monotonic_ns()}"

    async def look_up(self, message: Outgoing, known_ids: frozenset[str]) -> str | None:
        return None


@asynccontextmanager
async def worker(
    sending: Sending, channel: Noting, per_second: float | None = None
) -> AsyncIterator[None]:
    """A worker, as far as lines go, with connections of its own."""
    line, hand_over = sending.line(channel)
    database = Database(sending.url)
    rate = Rate(database, {"sms": Allowance(per_second)})
    providers = Providers(lambda: FASTER * time.monotonic())
    sender = LineSender(line, hand_over, rate, sending.clock, providers)
    task = asyncio.create_task(keep_sending(database, [sender]))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await database.close()


async def in_line(sending: Sending, purpose: Purpose, count: int = MESSAGES) -> list[int]:
    """Messages to as many people."""
    waiting = {"status": "held", "line": "sms", "due_at": sending.clock.now()}
    return [await sending.queue(await sending.person(), purpose, **waiting) for _ in range(count)]


async def until_all(sending: Sending, outbound_ids: Sequence[int], status: str) -> None:
    """Waits until messages are so far, while the service's time passes."""
    async with asyncio.timeout(60):
        while {(await sending.outcome(each))[0] for each in outbound_ids} != {status}:
            sending.clock.time += timedelta(seconds=1)


async def test_it_keeps_the_rate_and_reminders_go_before_campaigns(sending: Sending) -> None:
    campaigns, reminders = await in_line(sending, "campaign"), await in_line(sending, "reminder")
    channel, begun = Noting(), time.monotonic()
    async with worker(sending, channel, PER_SECOND):
        await until_all(sending, [*campaigns, *reminders], "sent")
    made_up = 0.25 + 0.5  # of what it may come late, and what it takes at once
    assert time.monotonic() - begun >= 2 * MESSAGES / PER_SECOND - made_up
    assert channel.got == [*reminders, *campaigns]


async def test_what_a_provider_did_not_take_goes_out_when_it_is_back(sending: Sending) -> None:
    reminders = await in_line(sending, "reminder")
    down: list[Exception] = [ProviderUnavailable("cannot be reached")] * (FAILURES_IN_A_ROW + 2)
    channel = Noting(errors=down)
    async with worker(sending, channel):
        await until_all(sending, reminders, "sent")
    assert sorted(channel.got) == reminders


@pytest.mark.parametrize("error", [OutcomeUnknown("no answer"), KeyError("sid")])
async def test_what_may_have_gone_out_is_looked_up_before_it_is_repeated(
    sending: Sending, error: Exception
) -> None:
    [doubtful] = await in_line(sending, "reminder", 1)
    channel = Noting(errors=[error])
    async with worker(sending, channel):
        await until_all(sending, [doubtful], "sending")
        async with asyncio.timeout(30):
            while not await deliveries_of(sending, doubtful):
                await asyncio.sleep(0)
    assert channel.got == []
    await sending.delivery().deliver(doubtful)
    assert await sending.outcome(doubtful) == ("sent", None)


async def deliveries_of(sending: Sending, outbound_id: int) -> int:
    query = text(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'delivery' "
        "AND args -> 'outbound_ids' @> CAST(:id AS jsonb)"
    )
    async with sending.store.transaction() as session:
        return int(await session.scalar(query, {"id": f"[{outbound_id}]"}) or 0)


async def test_who_is_being_answered_is_not_interrupted(sending: Sending) -> None:
    person = await sending.person()
    waiting = {"status": "held", "line": "sms", "due_at": sending.clock.now()}
    reminder = await sending.queue(person, "reminder", **waiting)
    reply = await sending.queue(person)
    await sending.let_out()
    assert await sending.outcome(reminder) == ("held", "in_line")
    await sending.delivery().deliver(reply)
    sending.clock.time += timedelta(seconds=5)
    await sending.let_out()
    assert await sending.outcome(reminder) == ("sent", None)


async def test_after_a_refusal_the_others_in_line_for_them_are_held_back(sending: Sending) -> None:
    person = await sending.person()
    await sending.text(person, "STOP")
    waiting = {"status": "held", "line": "sms", "due_at": sending.clock.now()}
    first, second, third = [
        await sending.queue(person, purpose, **waiting)
        for purpose in ("reminder", "reminder", "campaign")
    ]
    for _ in range(3):
        await sending.let_out()
        sending.clock.time += timedelta(seconds=5)
    codes = [(await sending.message(each)).error_code for each in (first, second, third)]
    assert codes == ["21610", None, None], "only the first was handed to Twilio"
    assert await sending.outcome(second) == ("held", "opted_out")
    assert await sending.outcome(third) == ("held", "opted_out")


async def test_another_worker_has_the_lines_once_the_one_that_had_them_is_gone(
    sending: Sending,
) -> None:
    first, second = Noting(), Noting()
    async with worker(sending, first):
        before = await in_line(sending, "reminder", 3)
        await until_all(sending, before, "sent")
        stack = AsyncExitStack()
        await stack.enter_async_context(worker(sending, second))
    async with stack:
        after = await in_line(sending, "reminder", 3)
        await until_all(sending, after, "sent")
    assert (first.got, second.got) == (before, after)
