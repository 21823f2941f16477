"""Four workers at once, each a scheduler too, killed at random: each reminder arrives once."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.harness.command import begin
from tests.harness.reminders import VAULT_KEY, Office, where_it_is_noon
from tests.harness.service import free_port
from tests.harness.standin import RunningStandin
from tests.reminders.people import book, put
from tests.services.workshops.people import organization, record

PEOPLE = 60
KILLS = 6
SECONDS = 150.0
"""How long it may take on a busy machine."""


@pytest.fixture
def standin() -> Iterator[RunningStandin]:
    standin = RunningStandin(free_port()).wait()
    yield standin
    standin.stop()


class Workers:
    """Processes of `enlace worker`."""

    def __init__(self, url: str, standin: RunningStandin) -> None:
        self._settings = {
            **standin.settings,
            "ENLACE_DATABASE_URL": url,
            "ENLACE_SECRET_KEY": VAULT_KEY,
            "ENLACE_PUBLIC_URL": "http://127.0.0.1:9",
            "ENLACE_TIMEZONE": where_it_is_noon(),
            "TWILIO_SEGMENTS_PER_SECOND": "8",  # so that it takes a while
        }
        self.running = [begin("worker", **self._settings) for _ in range(4)]

    def kill_one(self) -> None:
        """Kills one and starts another."""
        self.running.pop(random.randrange(len(self.running))).kill()
        self.running.append(begin("worker", **self._settings))

    def stop(self) -> None:
        """Ends all."""
        for each in self.running:
            each.kill()


async def test_each_arrives_once(postgres_url: str, standin: RunningStandin) -> None:
    """The module's database has no other test: the workers deliver whatever is in the queue."""
    standin.behave(callback_delay_seconds=0)
    office = Office(postgres_url, datetime.now(UTC))
    numbers = [f"+1{area}5550{last}" for area in range(201, 207) for last in range(100, 110)]
    of = await organization(office.store)
    starts_at = office.clock.now() + timedelta(days=1, seconds=20)
    office.clock.time = office.clock.now() - timedelta(days=5)
    workshop = record(of, PEOPLE, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    await put(office, workshop)
    for number in numbers:
        await book(office, await office.person(number=number), workshop)
    await office.close()
    workers = Workers(postgres_url, standin)
    try:
        begun, kills = time.monotonic(), 0
        while (counts := await received(standin, numbers)).total() < PEOPLE or kills < KILLS:
            assert time.monotonic() - begun < SECONDS, f"{counts.total()} arrived"
            await asyncio.sleep(random.uniform(0.5, 2.0))
            if counts and kills < KILLS:
                workers.kill_one()
                kills += 1
    finally:
        workers.stop()
    assert set((await received(standin, numbers)).values()) == {1}


async def received(standin: RunningStandin, numbers: list[str]) -> Counter[str]:
    """How many reminders each phone has got."""
    counts: Counter[str] = Counter()
    async with httpx.AsyncClient(base_url=standin.base_url, trust_env=False) as http:
        for number in numbers:
            answer = await http.get(f"/simulator/phones/{number}/messages")
            counts[number] = len(answer.raise_for_status().json()["messages"])
    return +counts
