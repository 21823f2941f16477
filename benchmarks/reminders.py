"""100,000 reminders due in the same minute, while residents go on writing.

    .venv/bin/python -m benchmarks.reminders [--due 100000 --rate 100]

Runs `enlace serve` and the Twilio stand-in as processes of their own, with a data directory of its
own; ends what it started. Prints how long it took until all were queued, how many were handed over
a second at the sender's rate, and for each phase what residents waited for an answer, the workers'
memory, and the processor time of each part, a second.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import psycopg
import typer

from benchmarks.parts import ProcessorTime
from bot.store.secrets import Vault
from tests.harness.phone import Phone
from tests.harness.reminders import where_it_is_noon
from tests.harness.service import RunningService, free_port, open_folder
from tests.harness.standin import RunningStandin

KEY = "a secret key of this benchmark alone, long enough"
FILL = (
    """INSERT INTO organizations (id, name, kind, zip_code, languages)
    VALUES ('sample', 'Sample House', 'cbo', '60623', '{en}')""",
    """INSERT INTO residents (id, language, created_at)
    SELECT CAST(md5('r' || n) AS uuid), 'en', %(long_ago)s FROM generate_series(1, %(due)s) n""",
    """INSERT INTO conversations (id, resident_id, channel, address_hash, address_encrypted,
        created_at)
    SELECT CAST(md5('c' || n) AS uuid), CAST(md5('r' || n) AS uuid), 'sms',
        decode(md5('a' || n), 'hex'), %(address)s, %(long_ago)s
    FROM generate_series(1, %(due)s) n""",
    """INSERT INTO workshop_sessions (id, workshop, titles, organization_id, starts_at, ends_at,
        address, zip_code, capacity, language, childcare, notes)
    SELECT 's' || n, 'computer_basics', '{"en": "Computer basics"}', 'sample', %(starts_at)s,
        %(starts_at)s + interval '2 hours', n || ' Sample St', '60623', 50, 'en', true, '{}'
    FROM generate_series(0, %(due)s / 50) n""",
    """INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,
        created_at, updated_at)
    SELECT 's' || n / 50, CAST(md5('r' || n) AS uuid), CAST(md5('c' || n) AS uuid), '',
        'registered', %(long_ago)s, %(long_ago)s FROM generate_series(1, %(due)s) n""",
)
COUNT = """
    SELECT count(*) FILTER (WHERE purpose = 'reminder'),
        count(*) FILTER (WHERE purpose = 'reminder' AND sent_at IS NOT NULL),
        coalesce(sum(segments) FILTER (WHERE sent_at IS NOT NULL), 0) FROM outbound_messages"""
LEAD = timedelta(seconds=75)
"""How long the idle service is measured before the minute comes."""
TEXTS = ("what courses are there", "hi there", "what does it cost", "is my data safe")
WRITERS = 4
"""Residents who write all the time, one message after another."""
VISIT = 3
"""How often each writes them all; then another does, since reading a phone takes longer the more
came to it."""


def main(due: int = 100_000, rate: float = 100.0, seconds: int = 120) -> None:
    """Fills, waits for the minute, and watches for so many seconds after all are queued."""
    port = free_port()
    standin = RunningStandin(port)
    settings = {
        **standin.settings,
        "ENLACE_SECRET_KEY": KEY,
        "ENLACE_TIMEZONE": where_it_is_noon(),
        "TWILIO_SEGMENTS_PER_SECOND": str(rate),
    }
    service = RunningService(open_folder("reminders"), port, "serve", settings)
    try:
        standin.wait()
        service.wait()
        asyncio.run(_measure(service, standin, due, rate, seconds))
    finally:
        service.stop()
        standin.stop()
        service.remove()


async def _measure(
    service: RunningService, standin: RunningStandin, due: int, rate: float, seconds: int
) -> None:
    due_at = await _fill(service, due)
    idle = await _phase("idle", service, standin, _sleep_until(due_at))
    queued: asyncio.Task[float] = asyncio.create_task(_queued(service, due, due_at))
    storing = await _phase("while they are stored", service, standin, queued)
    print(f"all {due} queued {queued.result():.1f} s after they were due")
    sending = await _phase("while the rest goes out", service, standin, asyncio.sleep(seconds))
    print(f"a second, {rate:.0f} segments are allowed, replies' among them")
    print(f"replies, p95 to idle: {_p95(storing + sending) / _p95(idle):.2f} times")
    for what, waits in (("stored", storing), ("going out", sending)):
        print(f"  while they are {what}: {_p95(waits) / _p95(idle):.2f} times")


async def _phase(
    name: str, service: RunningService, standin: RunningStandin, end: Awaitable[object]
) -> list[float]:
    """Residents write until something is over; prints what it was like; what each waited."""
    spent, begun = ProcessorTime(service, standin.process.pid), time.monotonic()
    _, sent_before, segments_before = await _count(service)
    waits = await _write_until(service, standin, end)
    passed, (_, sent, segments) = time.monotonic() - begun, await _count(service)
    print(
        f"{name}, {passed:.0f} s: {(sent - sent_before) / passed:.0f} reminders and "
        f"{(segments - segments_before) / passed:.0f} segments/s handed over; workers "
        f"{_megabytes(service):.0f} MB\n  replies {len(waits)}, "
        f"median {1000 * statistics.median(waits):.0f}, p95 {1000 * _p95(waits):.0f} ms\n  "
        f"{spent.line(round(passed), 'a second')}",
        flush=True,
    )
    return waits


async def _fill(service: RunningService, due: int) -> datetime:
    """Registrations in sessions of tomorrow; when they are due."""
    begun = time.monotonic()
    address = Vault(KEY).encrypt("+13125550123")
    values: dict[str, Any] = {"due": due, "address": address, "long_ago": _days_ago(30)}
    connecting = psycopg.AsyncConnection.connect(service.database_url, autocommit=True)
    async with await connecting as connection:
        for statement in FILL[:3]:
            await connection.execute(statement, _used(statement, values))
        due_at = datetime.now(UTC) + LEAD
        values["starts_at"] = due_at + timedelta(days=1)
        for statement in FILL[3:]:
            await connection.execute(statement, _used(statement, values))
        await connection.execute("ANALYZE")
    print(f"filled in {time.monotonic() - begun:.0f} s", flush=True)
    return due_at


def _used(statement: str, values: dict[str, Any]) -> dict[str, Any] | None:
    return {name: value for name, value in values.items() if f"%({name})s" in statement} or None


async def _write_until(
    service: RunningService, standin: RunningStandin, end: Awaitable[object]
) -> list[float]:
    """Residents write until something is over; what each waited for an answer, in seconds."""
    waited: list[float] = []

    async def write() -> None:
        while True:
            phone = Phone(standin.base_url, service.database_url)
            await phone.ask(TEXTS[0])  # the first answer to a new phone is longer
            for said in TEXTS * VISIT:
                begun = time.perf_counter()
                await phone.ask(said)
                waited.append(time.perf_counter() - begun)
                await asyncio.sleep(0.2)

    writers = [asyncio.create_task(write()) for _ in range(WRITERS)]
    await end
    for writer in writers:
        writer.cancel()
    await asyncio.gather(*writers, return_exceptions=True)
    return waited


async def _sleep_until(moment: datetime) -> None:
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())


async def _queued(service: RunningService, due: int, since: datetime) -> float:
    """Seconds until all are queued."""
    while (await _count(service))[0] < due:
        await asyncio.sleep(1)
    return (datetime.now(UTC) - since).total_seconds()


async def _count(service: RunningService) -> tuple[int, int, int]:
    """Reminders that are queued, those that were handed over, and the segments of all that was."""
    connecting = psycopg.AsyncConnection.connect(service.database_url, autocommit=True)
    async with await connecting as connection:
        row = await (await connection.execute(COUNT)).fetchone()
    assert row
    return int(row[0]), int(row[1]), int(row[2])


def _megabytes(service: RunningService) -> float:
    workers: list[psutil.Process] = service.parts("worker")
    return sum(worker.memory_info().rss for worker in workers) / 2**20


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


if __name__ == "__main__":
    typer.run(main)
