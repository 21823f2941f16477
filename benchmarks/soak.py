"""Steady load over all channels, and whether memory, connections or waits grow beyond noise.

    .tools/bin/uv run python -m benchmarks.soak

Runs `enlace serve` on loopback, with a data directory of its own; Twilio and Telegram are played in
this process (`providers.py`). The first minutes are left out: what is opened or read at first use
is no growth. Exits 1 where an answer was lost, came twice or out of order, or where something
surely grew.
"""

import asyncio
import os
import random
import sys
from typing import Annotated

import aiohttp
import typer

from benchmarks.gauges import OWN_MEMORY, Gauges, growth
from benchmarks.load import percentile
from benchmarks.residents import City, Outcome
from tests.harness.service import RunningService, free_port, open_folder

SHARES = {"sms": 0.5, "whatsapp": 0.15, "telegram": 0.15, "web": 0.2}
WINDOW_SECONDS = 15.0
"""Waits are taken together by so many seconds."""
GROWS = {OWN_MEMORY: 0.05, "connections to the database": 0.05, "waits, ms": 0.25}
"""What counts as growth over the run, by the share of the mean; surely so."""
SETTLE_SECONDS = 20.0


def main(
    minutes: Annotated[float, typer.Option(help="how long it is measured")] = 60,
    a_second: Annotated[float, typer.Option(help="messages a second, over all channels")] = 30,
    warm_up: Annotated[float, typer.Option(help="minutes at first that do not count")] = 3,
    seed: Annotated[int | None, typer.Option(help="repeat an earlier run's dice")] = None,
) -> None:
    """Measure, print, judge."""
    seed = random.randrange(10**6) if seed is None else seed
    print(f"seed {seed}, load before {os.getloadavg()[0]:.1f}", flush=True)
    rates = {channel: share * a_second for channel, share in SHARES.items()}
    sys.exit(asyncio.run(_run(rates, warm_up * 60, minutes * 60, seed)))


async def _run(rates: dict[str, float], warm_up: float, seconds: float, seed: int) -> int:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        city = City(http, seed)
        await city.open()
        service = RunningService(open_folder("soak"), free_port(), "serve", city.settings)
        gauges = Gauges(service)
        try:
            await asyncio.to_thread(service.wait)
            await city.learn(service.base_url, list(rates))
            await city.stream(rates, warm_up)
            measuring = asyncio.create_task(gauges.run())
            begin, end = await city.stream(rates, seconds)
            measuring.cancel()
            await asyncio.gather(measuring, return_exceptions=True)
            await asyncio.sleep(SETTLE_SECONDS)
            return _judge(city, gauges, begin, end)
        finally:
            await city.close()
            await asyncio.to_thread(service.remove)


def _judge(city: City, gauges: Gauges, begin: float, end: float) -> int:
    outcome = city.check()
    print(f"{outcome.said} texts taken, {city.refused} not; {len(outcome.faults)} faults")
    for fault in outcome.faults[:20]:
        print(f"  {fault}")
    for channel, waits in outcome.waits.items():
        seconds = [wait for at, wait in waits if begin <= at < end]
        print(
            f"  {channel:9} p50 {percentile(seconds, 0.5):6.0f} "
            f"p95 {percentile(seconds, 0.95):6.0f} ms, {len(seconds)} answers"
        )
    print(f"in {(end - begin) / 60:.1f} minutes (straight line, 95 %):")
    samples = {**gauges.between(begin, end), "waits, ms": _windows(outcome, begin, end)}
    has_grown = False
    for name, values in samples.items():
        line = growth(values)
        is_too_much = name in GROWS and line.is_beyond(GROWS[name])
        has_grown |= is_too_much
        print(f"  {name}: {line}{' TOO MUCH' if is_too_much else ''}")
    print(f"load after {os.getloadavg()[0]:.1f}")
    return int(bool(outcome.faults) or has_grown)


def _windows(outcome: Outcome, begin: float, end: float) -> list[tuple[float, float]]:
    """The median wait over all channels, window by window."""
    found = []
    count = max(3, round((end - begin) / WINDOW_SECONDS))  # a line through two says nothing
    seconds = (end - begin) / count
    for number in range(count):
        since = begin + number * seconds
        waits = [
            wait
            for channel in outcome.waits.values()
            for at, wait in channel
            if since <= at < since + seconds
        ]
        if waits:
            found.append((since, percentile(waits, 0.5)))
    return found


if __name__ == "__main__":
    typer.run(main)
