"""What all tests share: one running service for the whole session, on however many workers."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock

from tests.harness.phone import Phone
from tests.harness.service import RunningService, free_port, open_folder, wait_until_ready
from tests.harness.telegram import TelegramPerson
from tests.harness.visitor import Visitor

CREDENTIALS = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "a token that only the tests know",
    "TELEGRAM_BOT_TOKEN": "5550199:a-token-that-only-the-tests-know",
    "TELEGRAM_WEBHOOK_SECRET": "a-secret-that-only-the-tests-know",
}


class SharedService:
    """The address of the session's service."""

    def __init__(self, base_url: str, data_dir: Path) -> None:
        self.base_url = base_url
        self.data_dir = data_dir
        self.database_url = f"postgresql://postgres:@/postgres?host={data_dir}/postgresql"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[SharedService]:
    """`enlace demo`, started by the first test that needs it and shared by all workers.

    Its clock is nobody's to move: see `rehearsal`.
    """
    with _shared(tmp_path_factory, worker_id, "service") as service:
        yield service


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[SharedService]:
    """Another `enlace demo`, for tests that move its clock: one after another, in one group.

    Their module is marked `xdist_group("rehearsal")` and has a fixture `service` that returns it.
    """
    with _shared(tmp_path_factory, worker_id, "rehearsal") as service:
        yield service


@contextmanager
def _shared(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str
) -> Iterator[SharedService]:
    """A service of all workers.

    Its standard input is a named pipe that every worker holds open: when the last one is gone,
    however it ended, the service ends too.
    """
    root = tmp_path_factory.getbasetemp()
    shared = root if worker_id == "master" else root.parent
    pipe, address = shared / f"{name}.pipe", shared / f"{name}.address"
    with FileLock(shared / f"{name}.lock"):
        held = _join(pipe)
        if held is None:
            held = _start(pipe, address)
    port, data_dir = address.read_text().split()
    base_url = f"http://127.0.0.1:{port}"
    wait_until_ready(base_url, None, Path(data_dir) / "service.log")
    yield SharedService(base_url, Path(data_dir))
    os.close(held)


@pytest.fixture
async def database(service: SharedService) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """The service's database, to look at what was stored."""
    connection = await psycopg.AsyncConnection.connect(service.database_url, autocommit=True)
    async with connection:
        yield connection


@pytest.fixture
async def visitor(service: SharedService) -> AsyncIterator[Visitor]:
    """A visitor of the web chat who never wrote before."""
    async with Visitor(service.base_url) as visitor:
        yield visitor


@pytest.fixture
def phone(service: SharedService) -> Phone:
    """A phone that never texted before."""
    return Phone(service.base_url, service.database_url)


@pytest.fixture
def person(service: SharedService) -> TelegramPerson:
    """Somebody on Telegram who never wrote before."""
    return TelegramPerson(service.base_url, service.database_url)


def _join(pipe: Path) -> int | None:
    """Holds the pipe of a service that runs; None where none does."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def _start(pipe: Path, address: Path) -> int:
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    data_dir, port = open_folder("tests"), free_port()
    address.write_text(f"{port} {data_dir}")
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    held = os.open(pipe, os.O_WRONLY)
    os.set_blocking(reading, True)
    RunningService(data_dir, port, stdin=reading, environment=CREDENTIALS)
    os.close(reading)
    return held


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="write today's answers into tests/conversations"
    )
