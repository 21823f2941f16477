"""The service that `enlace chat` talks to: the one that runs here, or one started for it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from filelock import FileLock, Timeout
from rich.console import Console

from bot.errors import SetupError
from bot.machine import ADDRESS_NOTE
from bot.ports import free_port
from bot.settings import Settings
from bot.supervised import VARIABLE

START_SECONDS = 180.0
"""How long a start may take; the first one trains the model."""


@contextmanager
def running_service(settings: Settings, console: Console) -> Iterator[str]:
    """The address of a service that is ready, for as long as the block lasts.

    Raises `SetupError` where none can be started, or the one here is still starting.
    """
    address_file = settings.data_dir / ADDRESS_NOTE
    log_file = settings.data_dir / "chat.log"
    if _is_owned(settings):
        if not address_file.exists():
            raise SetupError(
                f"The Enlace on {settings.data_dir} is still starting: try again when it is ready."
            )
        yield address_file.read_text().strip()
        return
    port = free_port()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with log_file.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--port", str(port)],
            env={**os.environ, VARIABLE: "1"},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        with console.status("Starting the assistant"):
            _wait(process, address, log_file)
        yield address
    finally:
        process.terminate()
        process.wait()


def _is_owned(settings: Settings) -> bool:
    """Whether a service runs on the data directory."""
    if not settings.data_dir.exists():
        return False
    try:
        with FileLock(settings.data_dir / "serve.lock", timeout=0):
            return False
    except Timeout:
        return True


def _wait(process: "subprocess.Popen[bytes]", address: str, log_file: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            last_words = log_file.read_text().strip().splitlines()
            raise SetupError(last_words[-1] if last_words else "The assistant could not start.")
        try:
            if httpx.get(f"{address}/readyz", timeout=2, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise SetupError("The assistant did not get ready; run `enlace serve` to see why.")
