"""What all tests share: one running service for the whole session, on however many workers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.harness.phone import Phone
from tests.harness.service import RunningService, free_port, open_folder, wait_until_ready


class SharedService:
    """The address of the session's service."""

    def __init__(self, base_url: str, database_url: str) -> None:
        self.base_url = base_url
        self.database_url = database_url


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[SharedService]:
    """`enlace demo`, started by the first test that needs it and shared by all workers.

    Its standard input is a named pipe that every worker holds open: when the last one is gone,
    however it ended, the service ends too.
    """
    root = tmp_path_factory.getbasetemp()
    shared = root if worker_id == "master" else root.parent
    pipe, address = shared / "service.pipe", shared / "service.address"
    with FileLock(shared / "service.lock"):
        held = _join(pipe)
        if held is None:
            held = _start(pipe, address)
    port, data_dir = address.read_text().split()
    base_url = f"http://127.0.0.1:{port}"
    wait_until_ready(base_url, None, Path(data_dir) / "service.log")
    yield SharedService(base_url, f"postgresql://postgres:@/postgres?host={data_dir}/postgresql")
    os.close(held)


@pytest.fixture
def phone(service: SharedService) -> Phone:
    """A phone that never texted before."""
    return Phone(service.base_url)


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
    RunningService(data_dir, port, stdin=reading)
    os.close(reading)
    return held
