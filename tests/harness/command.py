"""`enlace` as it is called in a terminal: arguments and environment in, exit code and words out.

Each call is a process of its own. It is forked from one that has loaded the libraries before, which
takes two seconds of processor time each time that it is not.
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bot.cli import main

FAILED, USAGE = 1, 2
"""Exit codes: something is wrong; the command is not called like this."""
SECONDS = 120
_processes = get_context("forkserver")
_processes.set_forkserver_preload(
    [f"bot.{name}" for name in ("application", "http", "worker", "beside", "store.schema")]
    + [f"bot.cli.{name}" for name in ("cases", "data", "licenses", "serve", "workshops")]
)


@dataclass(frozen=True)
class Done:
    """What a command did."""

    returncode: int | None
    stdout: str
    stderr: str


def enlace(*arguments: str, **environment: str) -> Done:
    """Runs a command to its end, without anybody's own settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ENLACE_")}
    with tempfile.TemporaryDirectory() as folder:
        words = [Path(folder) / name for name in ("stdout", "stderr")]
        process = _processes.Process(target=_run, args=(arguments, clean | environment, words))
        process.start()
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"enlace {' '.join(arguments)}")
        return Done(process.exitcode, *(file.read_text("utf-8") for file in words))


def _run(arguments: tuple[str, ...], environment: dict[str, str], words: list[Path]) -> None:
    for stream, file in zip((sys.stdout, sys.stderr), words, strict=True):
        with file.open("wb") as opened:
            os.dup2(opened.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["enlace", *arguments]
    main()
