"""How fast we answer: Enlace against a stock Rasa 3.6 project with the same dialogue, in one run.

    .tools/bin/uv run python -m benchmarks.turns

Both answer texts that come in at Twilio's webhook, keep conversations in the same PostgreSQL, use
one Rasa process, and call an HTTP action on every fourth turn. Rounds alternate between them. Then,
for Enlace alone: acknowledgement at 50 messages a second, whole turns at 20, and memory of all its
processes. Everything is on loopback; the run ends what it started.
"""

import os
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated

import typer
import uvloop
import yaml

from benchmarks.load import Provider, Times, percentile
from benchmarks.parts import ProcessorTime, print_memory
from benchmarks.stock_rasa import project
from benchmarks.twilio_requests import ACCOUNT, NUMBER, TOKEN
from bot.understanding.environment import command, variables
from tests.harness.service import RunningService, free_port, open_folder

TEXTS = ("hello", "thank you so much", "are you a robot?", "how can i share this with my sister")
"""Understood alike by both, and answered in one message; the last one needs an action."""
WARM_UP_SECONDS = 4.0


@contextmanager
def enlace(provider_url: str) -> Iterator[RunningService]:
    """`enlace serve`, as in production."""
    service = RunningService(
        open_folder("turns"),
        command="serve",
        environment={
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": provider_url,
        },
    )
    try:
        yield service.wait()
    finally:
        service.remove()


@contextmanager
def stock(provider_url: str, database_url: str) -> Iterator[str]:
    """The stock project: Rasa and its action server; yields the webhook."""
    folder, port, actions = project.prepare(), free_port(), free_port()
    credentials = {"account_sid": ACCOUNT, "auth_token": TOKEN, "twilio_number": NUMBER}
    tracker_store = {"type": "SQL", "dialect": "postgresql", "url": database_url}
    endpoints = {
        "tracker_store": tracker_store,
        "action_endpoint": {"url": f"http://127.0.0.1:{actions}/webhook"},
    }
    (folder / "credentials.yml").write_text(
        yaml.safe_dump({"channel.RedirectedTwilio": credentials})
    )
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
    rasa = command("rasa", "run", "-m", "models", "-i", "127.0.0.1", "-p", str(port))
    served = command("rasa_sdk", "--actions", "actions", "-p", str(actions))
    environment = {**variables(), "PYTHONPATH": str(folder), "TWILIO_API_URL": provider_url}
    with ExitStack() as stack:
        log = stack.enter_context((folder / "run.log").open("w"))
        for line in (served, rasa):
            process = subprocess.Popen(line, cwd=folder, env=environment, stdout=log, stderr=log)
            stack.callback(_end, process)
        _wait_for(port, actions)
        yield f"http://127.0.0.1:{port}/webhooks/twilio/webhook"


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(*ports: int) -> None:
    deadline = time.monotonic() + 240
    for port in ports:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), 1):
                    break
            except OSError:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"nobody listens on {port}") from None
                time.sleep(0.3)


def main(
    rounds: Annotated[int, typer.Option(help="rounds of each, alternating")] = 5,
    seconds: Annotated[float, typer.Option(help="length of a round")] = 8,
    phones: Annotated[int, typer.Option(help="phones at once in a round")] = 16,
    alone: Annotated[bool, typer.Option(help="Enlace only")] = False,
) -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}", flush=True)
    uvloop.run(_measure(rounds, seconds, phones, alone))


async def _measure(rounds: int, seconds: float, phones: int, alone: bool) -> None:
    provider = Provider(free_port())
    with ExitStack() as stack:
        service = stack.enter_context(enlace(provider.base_url))
        webhooks = {"enlace": f"{service.base_url}/webhooks/twilio"}
        async with provider:
            print_memory(service)
            if not alone:
                running = stock(provider.base_url, service.database_url)
                webhooks["stock"] = stack.enter_context(running)
            await _race(provider, webhooks, rounds, seconds, phones)
            await _alone(provider, service, webhooks["enlace"])
            print_memory(service)


async def _race(
    provider: Provider, webhooks: dict[str, str], rounds: int, seconds: float, phones: int
) -> None:
    runs: dict[str, list[Times]] = {name: [] for name in webhooks}
    for webhook in webhooks.values():
        await provider.crowd(webhook, TEXTS, phones, WARM_UP_SECONDS)
    for number in range(rounds):
        for name, webhook in sorted(webhooks.items(), reverse=number % 2 == 1):
            times = await provider.crowd(webhook, TEXTS, phones, seconds)
            runs[name].append(times)
            print(f"round {number + 1} {name:6} {_line(times)}", flush=True)
    if "stock" in runs:
        ratios = [a.rate / b.rate for a, b in zip(runs["enlace"], runs["stock"], strict=True)]
        print(
            f"turns a second, Enlace to stock: {statistics.median(ratios):.2f} "
            f"(of {min(ratios):.2f} to {max(ratios):.2f})"
        )
    for name, webhook in webhooks.items():
        times = await provider.crowd(webhook, TEXTS, 1, seconds)
        print(f"one phone  {name:6} {_line(times)}", flush=True)


async def _alone(provider: Provider, service: RunningService, webhook: str) -> None:
    for a_second in (20, 50):
        spent = ProcessorTime(service)
        times = await provider.stream(webhook, TEXTS, a_second, 20, seed=a_second)
        print(f"{a_second} messages a second: {_line(times)}", flush=True)
        print(f"  {spent.line(len(times.answered))}", flush=True)


def _line(times: Times) -> str:
    def ms(values: list[float]) -> str:
        return f"p50 {percentile(values, 0.5):.1f} p95 {percentile(values, 0.95):.1f} ms"

    return (
        f"{times.rate:.1f} turns/s; to acknowledgement {ms(times.acknowledged)}; "
        f"to the provider's request {ms(times.answered)}; lost {times.lost}; "
        f"load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    typer.run(main)
