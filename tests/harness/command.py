"""`enlace` as it is called in a terminal: arguments and environment in, exit code and words out.

Each call is a process of its own. It is forked from one that has loaded the libraries before, which
takes two seconds of processor time each time that it is not.
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.cli import main
from bot.cli.commands import MODULES
from bot.supervised import VARIABLE
from tests.harness.service import without_settings

FAILED, USAGE = 1, 2
"""Exit codes: something is wrong; the command is not called like this."""
SECONDS = 120
STREAMS = ("stdout", "stderr")
_processes = get_context("forkserver")
_processes.set_forkserver_preload(
    [f"bot.{name}" for name in ("application", "http", "worker", "beside", "store.schema")]
    + [f"bot.cli.{name}" for name in dict.fromkeys(MODULES.values())]
)


@dataclass(frozen=True)
class Done:
    """What a command did."""

    returncode: int | None
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Running:
    """A command that runs until it is killed, or our end of its standard input is closed."""

    process: BaseProcess
    stdin: Connection

    def kill(self) -> None:
        """Kills it with SIGKILL, and waits."""
        self.process.kill()
        self.process.join()
        self.stdin.close()


def enlace(*arguments: str, folder: Path | None = None, **environment: str) -> Done:
    """Runs a command to its end in a folder, without anybody's own settings."""
    with tempfile.TemporaryDirectory() as words:
        streams = [Path(words) / name for name in STREAMS]
        told = (arguments, without_settings(os.environ) | environment, folder, streams, None)
        process = _processes.Process(target=_run, args=told)
        process.start()
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"enlace {' '.join(arguments)}")
        return Done(process.exitcode, *(file.read_text("utf-8") for file in streams))


def begin(*arguments: str, **environment: str) -> Running:
    """Starts a part of the service, without anybody's own settings; it ends with us."""
    reading, writing = _processes.Pipe(duplex=False)
    told = without_settings(os.environ) | environment | {VARIABLE: "1"}
    process = _processes.Process(target=_run, args=(arguments, told, None, [], reading))
    process.start()
    reading.close()
    return Running(process, writing)


def _run(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    folder: Path | None,
    streams: list[Path],
    stdin: Connection | None,
) -> None:
    for stream, file in zip((sys.stdout, sys.stderr), streams, strict=False):
        with file.open("wb") as opened:
            os.dup2(opened.fileno(), stream.fileno())
    if stdin:
        os.dup2(stdin.fileno(), 0)
    if folder:
        os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["enlace", *arguments]
    main()
