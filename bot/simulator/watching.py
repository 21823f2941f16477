"""Who watches a stand-in's messages: the phones on screen, tests, benchmarks."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Watchers[Message]:
    """Queues that get every message as it comes and each time it changes."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Message]] = set()

    @contextmanager
    def watch(self) -> Iterator[asyncio.Queue[Message]]:
        """One more, for as long as the block lasts."""
        queue: asyncio.Queue[Message] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def show(self, message: Message) -> None:
        """Show a message, or what has changed of one."""
        for queue in self._queues:
            queue.put_nowait(message)
