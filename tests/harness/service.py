"""Runs `enlace demo` or `enlace serve` as its users do: real PostgreSQL, real Rasa, real model."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
from filelock import FileLock, Timeout

FOLDERS = "FOLDERS_OF_TESTS"
"""Environment variable: where new folders are made."""
ENDING_SECONDS = 30
READY_SECONDS = 240
"""How long a start may take, the training of the model included."""


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_folder(name: str) -> Path:
    """A new folder that PostgreSQL's own user may enter; root's pytest folders are closed.

    Tests have them removed in the end (`tests/conftest.py`).
    """
    parent = os.environ.get(FOLDERS, "/tmp")
    folder = Path(tempfile.mkdtemp(prefix=f"enlace-{name}-", dir=parent))
    folder.chmod(0o755)
    return folder


def remove_folders(parent: Path) -> None:
    """Removes a folder of such folders, once the services are over that have data there."""
    for lock in parent.glob("*/serve.lock"):
        with suppress(Timeout):
            FileLock(lock).acquire(timeout=ENDING_SECONDS)
    shutil.rmtree(parent, ignore_errors=True)


class RunningService:
    """A service in a process of its own; ends with us, or when `stdin` is closed by all."""

    def __init__(
        self,
        data_dir: Path,
        port: int | None = None,
        command: str = "demo",
        environment: Mapping[str, str] | None = None,
        stdin: int = subprocess.PIPE,
    ) -> None:
        self.data_dir = data_dir
        self.port = port or free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "service.log"
        arguments = ["--port", str(self.port), "--data-dir", str(data_dir)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", command, *arguments],
                env={
                    **without_settings(os.environ),
                    **(environment or {}),
                    "ENLACE_SUPERVISED": "1",
                },
                stdin=stdin,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def database_url(self) -> str:
        """Its embedded database, over the socket."""
        return f"postgresql://postgres:@/postgres?host={self.data_dir / 'postgresql'}"

    def wait(self) -> "RunningService":
        """Waits until every part is ready."""
        wait_until_ready(self.base_url, self.process, self.log)
        return self

    def part(self, name: str) -> psutil.Process:
        """A process of a part: `rasa`, `web` or `worker`; of several, any."""
        return random.choice(self.parts(name))

    def parts(self, name: str) -> list[psutil.Process]:
        """The processes of a part; raises LookupError where none runs."""
        marks = {"rasa": ("server", "--model"), "web": ("bot", "web"), "worker": ("bot", "worker")}
        found = [
            process
            for process in psutil.Process(self.process.pid).children(recursive=True)
            if all(mark in process.cmdline() for mark in marks[name])
        ]
        if not found:
            raise LookupError(f"{name} does not run")
        return found

    def stop(self) -> None:
        """Stops it as Ctrl+C does, and waits."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def remove(self) -> None:
        """Stops it and removes its data."""
        self.stop()
        shutil.rmtree(self.data_dir, ignore_errors=True)


def wait_until_ready(
    base_url: str, process: "subprocess.Popen[bytes] | None", log: Path | None
) -> None:
    """Waits until `/readyz` says that every part can do its work."""
    deadline = time.monotonic() + READY_SECONDS
    with httpx.Client(base_url=base_url, timeout=5, trust_env=False, verify=False) as client:
        while time.monotonic() < deadline:
            if process and process.poll() is not None:
                break
            try:
                if client.get("/readyz").is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
    raise RuntimeError(f"not ready; its log:\n{log.read_text()[-4000:] if log else ''}")


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without anybody's own settings of Enlace."""
    ours = ("ENLACE_", "TWILIO_", "TELEGRAM_")
    return {name: value for name, value in environment.items() if not name.startswith(ours)}
