"""The processes of one machine: what dies comes back, and what is stopped leaves nothing behind.

One service for the whole module; the tests that end it come last, so that few starts do.
"""

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from tests.harness.phone import Phone
from tests.harness.service import RunningService, free_port, open_folder
from tests.harness.standin import RunningStandin
from tests.harness.storm import Storm, kill, postmaster

pytestmark = pytest.mark.own_service

CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandin]:
    standin = RunningStandin(free_port())
    yield standin.wait()
    standin.stop()


@pytest.fixture(scope="module")
def installed(standin: RunningStandin) -> Iterator[RunningService]:
    """A service that may have been killed."""
    service = RunningService(
        open_folder("processes"), standin.service_port, "serve", standin.settings
    )
    yield service
    service.remove()


@pytest.fixture
def machine(installed: RunningService, standin: RunningStandin) -> RunningService:
    """A service to kill."""
    if installed.process.poll() is not None:
        start_again(installed, standin)
    return installed.wait()


@pytest.fixture
def caller(machine: RunningService, standin: RunningStandin) -> Phone:
    return Phone(standin.base_url, machine.database_url)


def start_again(service: RunningService, standin: RunningStandin) -> None:
    """On the same data."""
    again = RunningService(service.data_dir, service.port, "serve", standin.settings)
    service.process = again.process


def family(service: RunningService) -> list[psutil.Process]:
    """All processes of a service, its database's included."""
    first = psutil.Process(service.process.pid)
    postgres = postmaster(service)
    return [
        first,
        *first.children(recursive=True),
        postgres,
        *postgres.children(recursive=True),
    ]


def left_after(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after so long."""
    _, alive = psutil.wait_procs(processes, seconds)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


async def test_database_and_web_come_back_by_themselves(
    machine: RunningService, standin: RunningStandin
) -> None:
    storm = Storm(
        machine,
        standin.base_url,
        phones=12,
        messages=3,
        seed=7,
        parts=("postgres", "web"),
        pause=(1.0, 3.0),
        gap=5,
    )
    report = await storm.run()
    assert report.killed
    assert report.faults == [], str(report)


async def test_every_message_is_answered_once_and_in_order_while_workers_and_rasa_are_killed(
    machine: RunningService, standin: RunningStandin
) -> None:
    """`benchmarks/chaos.py` runs the same at full size."""
    standin.behave(drop_after_accepting=0.1, fail_after_accepting=0.1)
    storm = Storm(
        machine,
        standin.base_url,
        phones=20,
        messages=3,
        seed=random.randrange(10**6),
        pause=(1.0, 2.5),
        gap=2,
        first_phone=300,
    )
    report = await storm.run()
    standin.behave()
    assert report.killed
    assert report.faults == [], str(report)


async def test_nothing_is_lost_where_connections_to_the_database_are_cut(
    machine: RunningService, standin: RunningStandin
) -> None:
    storm = Storm(
        machine, standin.base_url, phones=12, messages=3, seed=8, parts=(), gap=4, first_phone=500
    )
    running = asyncio.create_task(storm.run())
    await asyncio.sleep(1)
    while not running.done():
        await asyncio.sleep(0.5)
        if storm.is_talking:
            await asyncio.to_thread(_cut, machine)
    report = await running
    assert report.faults == [], str(report)


async def test_a_worker_that_is_stopped_hands_its_turn_on(
    machine: RunningService, caller: Phone
) -> None:
    rasa, workers = machine.part("rasa"), machine.parts("worker")
    rasa.suspend()
    try:
        await caller.text("hello")
        await asyncio.sleep(1)
        for worker in workers:  # whichever has the turn
            worker.terminate()
        assert left_after(workers, 20) == []
    finally:
        rasa.resume()
    await _until_answered(caller, "I am Enlace")


def test_a_second_service_on_the_same_data_says_so_and_ends(machine: RunningService) -> None:
    line = [sys.executable, "-m", "bot", "serve", "--port", str(free_port())]
    second = subprocess.run(
        [*line, "--data-dir", str(machine.data_dir)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert "Another Enlace runs" in second.stdout + second.stderr
    assert "Traceback" not in second.stderr


async def test_after_a_kill_nothing_runs_on_and_what_waited_is_answered(
    machine: RunningService, standin: RunningStandin, caller: Phone
) -> None:
    processes = family(machine)
    kill(machine, "worker")
    await caller.text("hello")
    machine.process.kill()
    machine.process.wait()
    assert left_after(processes, 40) == []

    start_again(machine, standin)
    machine.wait()
    await _until_answered(caller, "I am Enlace")


def test_ctrl_c_ends_everything(machine: RunningService) -> None:
    processes = family(machine)
    machine.process.send_signal(signal.SIGINT)
    assert machine.process.wait(60) == 0
    assert left_after(processes, 5) == []


async def _until_answered(phone: Phone, words: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        answers = [text for text in await phone.received() if words in text]
        if answers:
            assert len(answers) == 1
            return
        await asyncio.sleep(0.5)
    raise AssertionError("no answer came")


def _cut(service: RunningService) -> None:
    with psycopg.connect(service.database_url) as connection:
        connection.execute(CUT)
