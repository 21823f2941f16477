"""What all tests share: one running service for the whole session, on however many workers."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

from tests.harness.databases import empty_url, postgres, postgres_url, store
from tests.harness.phone import Phone
from tests.harness.service import (
    FOLDERS,
    RunningService,
    free_port,
    open_folder,
    remove_folders,
    wait_until_ready,
)
from tests.harness.telegram import TelegramPerson
from tests.harness.visitor import Visitor

__all__ = ["empty_url", "postgres", "postgres_url", "store"]

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
def service(tmp_path_factory: pytest.TempPathFactory) -> SharedService:
    """`enlace demo`, shared by all workers. Its clock is nobody's to move."""
    port, data_dir = _address(_shared_folder(tmp_path_factory)).read_text().split()
    base_url = f"http://127.0.0.1:{port}"
    wait_until_ready(base_url, None, Path(data_dir) / "service.log")
    return SharedService(base_url, Path(data_dir))


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


def pytest_configure(config: pytest.Config) -> None:
    if _is_first(config):
        os.environ[FOLDERS] = str(open_folder("tests"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest goes first, and then what needs no service: it starts meanwhile."""
    items.sort(key=lambda item: 0 if _has_own_service(item) else 1 + _needs_service(item))


class FileScheduling(LoadFileScheduling):
    """All tests of a file run on one worker, in their order; files begin in the order above.

    Some start services, whose clock they move or which they kill. Each conversation is a file of
    its own. (Groups within `--dist load` are no way: xdist 3.8 forgets them with pytest 9.2.)
    """

    def _split_scope(self, nodeid: str) -> str:
        is_conversation = nodeid.startswith("tests/conversations/test_conversations.py")
        return nodeid if is_conversation else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    config.option.loadscopereorder = False
    return FileScheduling(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Starts the service, or joins the worker that did, where any test needs it.

    Its standard input is a named pipe that every worker holds open: when the last one is gone,
    however it ended, the service ends too.
    """
    if session.config.option.collectonly or not any(map(_needs_service, session.items)):
        return
    folder = _shared_folder(session.config._tmp_path_factory)  # type: ignore[attr-defined]
    with FileLock(folder / "service.lock"):
        pipe = folder / "service.pipe"
        session.stash[_HELD] = _join(pipe) or _start(pipe, _address(folder))


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_first(config):
        remove_folders(Path(os.environ.pop(FOLDERS)))


_HELD = pytest.StashKey[int]()
"""Our end of the service's standard input."""


def _is_first(config: pytest.Config) -> bool:
    """Whether this is the process that the others are workers of."""
    return not hasattr(config, "workerinput")


def _needs_service(item: pytest.Item) -> bool:
    """Whether a test needs the shared service."""
    return "service" in getattr(item, "fixturenames", ()) and not _has_own_service(item)


def _has_own_service(item: pytest.Item) -> bool:
    return item.get_closest_marker("own_service") is not None


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    root = factory.getbasetemp()
    return root.parent if "PYTEST_XDIST_WORKER" in os.environ else root


def _address(folder: Path) -> Path:
    return folder / "service.address"


def _join(pipe: Path) -> int | None:
    """Holds the pipe of a service that runs; None where none does."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def _start(pipe: Path, address: Path) -> int:
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    data_dir, port = open_folder("service"), free_port()
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
