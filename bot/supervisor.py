"""Starts the parts of the service on one machine, keeps them running, and stops them all."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from bot.supervised import VARIABLE

log = structlog.get_logger()

RESTART_SECONDS = (0.0, 0.2, 1.0, 2.0, 5.0)
"""Seconds before a restart, by how often in a row a part ended soon; the last one stays."""
STEADY_SECONDS = 30.0
"""A part that ran so long starts again at once."""
STOP_SECONDS = 12.0
"""How long a part may take to stop."""


@dataclass
class Part:
    """One part: a command of `enlace` in a process of its own."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    failures: int = 0
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)


class Supervisor:
    """Runs parts until told to stop.

    Each child holds the other end of a pipe: should we be killed, its end tells them to end too.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Asks for the end."""
        self._stopping.set()

    async def run(self) -> None:
        """Runs the parts; returns when all have stopped."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        keepers = [asyncio.create_task(self._keep(part)) for part in self._parts]
        await self._stopping.wait()
        await asyncio.gather(*(self._end(part) for part in reversed(self._parts)))
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)

    async def _keep(self, part: Part) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            begun = loop.time()
            part.process = await _start(part)
            code = await part.process.wait()
            if self._stopping.is_set():
                return
            part.failures = 0 if loop.time() - begun > STEADY_SECONDS else part.failures + 1
            pause = RESTART_SECONDS[min(part.failures, len(RESTART_SECONDS) - 1)]
            log.warning("part ended, starts again", name=part.name, code=code, seconds=pause)
            await asyncio.sleep(pause)

    async def _end(self, part: Part) -> None:
        process = part.process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _start(part: Part) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *part.arguments,
        env={**os.environ, **part.environment, VARIABLE: "1"},
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
