"""Twilio is down, then slow, then answers 500 or nothing to what it has taken, under steady load.

    .tools/bin/uv run python -m benchmarks.outage

Runs `enlace serve` on loopback, with a data directory of its own; Twilio and Telegram are played in
this process (`providers.py`). Residents text over SMS all the while, some over Telegram and the web
chat, too. Exits 1 where an answer was lost, came twice or out of order, where memory surely grew
while Twilio was down, or where the other channels surely had to wait longer.
"""

import asyncio
import os
import random
import sys
import time
from dataclasses import dataclass
from typing import Annotated

import aiohttp
import psycopg
import typer

from benchmarks.gauges import EVERY_SECONDS, OWN_MEMORY, Gauges, Growth, growth, ratio_of_p95
from benchmarks.load import percentile
from benchmarks.providers import Mood
from benchmarks.residents import City, Outcome
from tests.harness.service import RunningService, free_port, open_folder
from tests.harness.storm import SETTLED, WAITING

OTHERS = {"telegram": 2.0, "web": 2.0}
"""Messages a second over the channels that must not notice."""
SHORTER = 0.2
"""How long each other trouble lasts, of the time without Twilio."""
LITTLE = 40
"""What waits at this rate on a calm day, and more."""
GROWS, SLOWER = 0.05, 1.5
"""What counts as disturbed: memory by this share of its mean, the p95 by this factor; surely so."""


@dataclass
class Phase:
    """A stretch of time with Twilio in one mood."""

    name: str
    begin: float
    end: float
    requests: int
    """To send, that reached Twilio."""
    waiting: int
    """Messages that were not out at its end."""


def main(
    minutes: Annotated[float, typer.Option(help="how long Twilio is down")] = 10,
    a_second: Annotated[float, typer.Option(help="messages a second over SMS")] = 20,
    seed: Annotated[int | None, typer.Option(help="repeat an earlier run's dice")] = None,
) -> None:
    """Measure, print, judge."""
    seed = random.randrange(10**6) if seed is None else seed
    print(f"seed {seed}, load before {os.getloadavg()[0]:.1f}", flush=True)
    sys.exit(asyncio.run(Outage(minutes * 60, a_second, seed).run()))


class Outage:
    """One run."""

    def __init__(self, seconds: float, a_second: float, seed: int) -> None:
        self._seconds = seconds
        self._rates = {"sms": a_second, **OTHERS}
        self._dice = random.Random(seed)
        self._seed = seed
        self._phases: list[Phase] = []

    async def run(self) -> int:
        """Runs all phases; returns the exit code."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as http:
            self._city = City(http, self._seed)
            await self._city.open()
            port = free_port()
            service = RunningService(open_folder("outage"), port, "serve", self._city.settings)
            self._gauges = Gauges(service)
            try:
                await asyncio.to_thread(service.wait)
                await self._city.learn(service.base_url, list(self._rates))
                measuring = asyncio.create_task(self._gauges.run())
                await self._trouble()
                measuring.cancel()
                await asyncio.gather(measuring, return_exceptions=True)
                return self._judge()
            finally:
                await self._city.close()
                await asyncio.to_thread(service.remove)

    async def _trouble(self) -> None:
        brief = max(15.0, SHORTER * self._seconds)
        await self._phase("warming up", "well", 15.0)
        await self._phase("calm", "well", 2 * brief)
        await self._phase("down", "down", self._seconds)
        await self._catch_up()
        for mood in ("slow", "failing", "dropping"):
            await self._phase(mood, mood, brief)
        await self._settle()

    async def _phase(self, name: str, mood: Mood, seconds: float) -> None:
        before = self._city.twilio.requests
        await self._city.twilio.become(mood)
        begin, end = await self._city.stream(self._rates, seconds)
        waiting = await asyncio.to_thread(self._left)
        requests = self._city.twilio.requests - before
        self._phases.append(Phase(name, begin, end, requests, waiting))
        print(
            f"{name:11} {end - begin:4.0f} s, {requests} requests to send, {waiting} wait",
            flush=True,
        )

    async def _catch_up(self) -> None:
        """Until what waited is out, while new texts come in as before."""
        begin, left = time.perf_counter(), self._phases[-1].waiting
        while left > LITTLE and time.perf_counter() - begin < self._seconds:
            await self._phase("back", "well", EVERY_SECONDS)
            left = self._phases[-1].waiting
        print(f"caught up in {time.perf_counter() - begin:.0f} s", flush=True)

    async def _settle(self) -> None:
        await self._city.twilio.become("well")
        begin = time.perf_counter()
        while await asyncio.to_thread(self._left) and time.perf_counter() - begin < self._seconds:
            await asyncio.sleep(0.5)
        await asyncio.sleep(1.0)  # for what is on its way to a page
        print(f"all was out {time.perf_counter() - begin:.0f} s after the last text", flush=True)

    def _left(self) -> int:
        with psycopg.connect(self._gauges.service.database_url) as connection:
            counts = [connection.execute(query).fetchone() for query in (SETTLED, WAITING)]
        return sum(row[0] for row in counts if row)

    def _judge(self) -> int:
        outcome = self._city.check()
        print(f"{outcome.said} texts taken, {self._city.refused} not; {len(outcome.faults)} faults")
        for fault in outcome.faults[:20]:
            print(f"  {fault}")
        [down] = [phase for phase in self._phases if phase.name == "down"]
        is_flat = self._print_memory(down)
        is_calm = self._print_others(outcome)
        print(f"load after {os.getloadavg()[0]:.1f}")
        return int(bool(outcome.faults) or not is_flat or not is_calm)

    def _print_memory(self, down: Phase) -> bool:
        print("while Twilio was down (straight line, 95 %):")
        found = self._gauges.between(down.begin, down.end)
        lines: dict[str, Growth] = {name: growth(found[name]) for name in sorted(found)}
        for name, line in lines.items():
            print(f"  {name}: {line}")
        return not lines[OWN_MEMORY].is_beyond(GROWS)

    def _print_others(self, outcome: Outcome) -> bool:
        names = list(dict.fromkeys(phase.name for phase in self._phases[1:]))
        is_calm = True
        for channel, waits in outcome.waits.items():
            by_phase = {
                name: [
                    wait
                    for at, wait in waits
                    if any(p.begin <= at < p.end for p in self._phases if p.name == name)
                ]
                for name in names
            }
            for name, seconds in by_phase.items():
                if not seconds:
                    continue
                line = (
                    f"  {channel:9} {name:9} p50 {percentile(seconds, 0.5):8.0f} "
                    f"p95 {percentile(seconds, 0.95):8.0f} ms, {len(seconds)} answers"
                )
                if channel in OTHERS:
                    ratio, low, high = ratio_of_p95(by_phase["calm"], seconds, self._dice)
                    line += f", {ratio:.2f} ({low:.2f} to {high:.2f}) times the calm p95"
                    is_calm &= low <= SLOWER
                print(line)
        return is_calm


if __name__ == "__main__":
    typer.run(main)
