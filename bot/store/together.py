"""Writes what many ask for at the same moment in one transaction (group commit)."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any

from bot.store.database import OUTAGES

type Write[T, R] = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
"""Writes some, all or none, and returns what became of each, in the same order."""
AT_ONCE = 200
"""In one transaction: what comes in while one such is written, even in a flood."""


def _nothing(_: object) -> Iterable[Hashable]:
    return ()


class Together[T, R]:
    """One writer for a process: what comes in while it writes is written next, all at once.

    Whoever comes when nobody is waiting is written at once, unless `pause` says otherwise. What
    comes in first is written first.
    """

    def __init__(
        self,
        write: Write[T, R],
        pause: float = 0.0,
        apart: Callable[[T], Iterable[Hashable]] = _nothing,
    ) -> None:
        """`pause`: seconds for which the first waits for others, where nobody is in a hurry.

        `apart` names what a thing is about: no two about the same are written in one transaction.
        """
        self._write = write
        self._pause = pause
        self._apart = apart
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def put(self, thing: T) -> R:
        """Returns what became of it once it is committed; raises what kept it from being so."""
        written: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_on())
        return await written

    async def _write_on(self) -> None:
        """Until nobody waits; what is left when it is ended is told so."""
        batch: list[tuple[T, asyncio.Future[R]]] = []
        try:
            while self._waiting:
                if self._pause:
                    await asyncio.sleep(self._pause)
                batch = self._next()
                await self._settle(batch)
        finally:
            for _, written in (*batch, *self._waiting):
                written.cancel()
            self._waiting.clear()
            self._writer = None

    def _next(self) -> list[tuple[T, asyncio.Future[R]]]:
        """What is written now; the first that may not be with the others ends it."""
        batch: list[tuple[T, asyncio.Future[R]]] = []
        taken: set[Any] = set()
        while self._waiting and len(batch) < AT_ONCE:
            names = set(self._apart(self._waiting[0][0]))
            if names & taken:
                break
            taken |= names
            batch.append(self._waiting.popleft())
        return batch

    async def _settle(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        """One that cannot be written keeps none of the others from it."""
        try:
            became = await self._write([thing for thing, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _fail(batch[0][1], error)
                return
        else:
            for (_, written), result in zip(batch, became, strict=True):
                if not written.done():  # else whoever asked has gone
                    written.set_result(result)
            return
        outage: Exception | None = None
        for thing, written in batch:
            try:
                if outage is None:
                    (result,) = await self._write([thing])
                    if not written.done():
                        written.set_result(result)
                else:
                    _fail(written, outage)
            except OUTAGES as error:
                outage = error
                _fail(written, error)
            except Exception as error:
                _fail(written, error)


def _fail(written: asyncio.Future[Any], error: Exception) -> None:
    if not written.done():
        written.set_exception(error)
