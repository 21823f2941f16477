"""What a worker takes from the queue just now, so that no trouble of one channel holds up another.

Turns and each channel's deliveries have room of their own in a worker. Where a provider does not
answer, its deliveries stay in the queue, as they are: one goes now and then to see whether it is
back. A dead provider costs next to nothing, however much waits for it, and all goes on in order
within seconds of its return.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from bot.errors import OutcomeUnknown, ProviderUnavailable

log = structlog.get_logger()

FAILURES_IN_A_ROW: Final = 3
"""So many deliveries must fail one after another for the provider to count as down."""
PROBE_SECONDS: Final = 2.0
"""How often one delivery is tried while its provider is down."""


@dataclass
class Line:
    """How a provider does, seen from one worker."""

    failures: int = 0
    """In a row."""
    closed_until: float = 0.0

    @property
    def is_down(self) -> bool:
        """Whether only a probe may go."""
        return self.failures >= FAILURES_IN_A_ROW


class Intake:
    """The room of one worker, by queue."""

    def __init__(self, room: Mapping[str, int], monotonic: Callable[[], float]) -> None:
        """`monotonic` are seconds of real time; `room` is how many jobs of a queue may run."""
        self._room = room
        self._monotonic = monotonic
        self._running: Counter[str] = Counter()
        self._lines = {_provider(queue): Line() for queue in room}
        self._left_out: frozenset[str] = frozenset()

    def open(self) -> tuple[str, ...]:
        """The queues from which a job may be taken now."""
        found = tuple(queue for queue in self._room if self._is_open(queue))
        self._left_out = frozenset(self._room) - frozenset(found)
        return found

    def has_room(self, queue: str) -> bool:
        """Whether a job of this queue may be taken now."""
        return queue in self._room and self._is_open(queue)

    def took(self, queue: str) -> None:
        """A job of this queue begins."""
        self._running[queue] += 1

    def ended(self, queue: str) -> bool:
        """A job of this queue has ended; whether others may have waited for that."""
        self._running[queue] -= 1
        return queue in self._left_out

    @contextmanager
    def watching(self, queue: str) -> Iterator[None]:
        """Learns from a delivery how its provider does; passes on what it raises."""
        try:
            yield
        except ProviderUnavailable as error:
            if error.retry_after is None or isinstance(error, OutcomeUnknown):
                self._note_failure(queue)  # others are our own rate, or the provider's of one chat
            raise
        line = self._lines[_provider(queue)]
        if line.is_down:
            log.info("provider answers again", channel=_provider(queue))
        line.failures = 0

    def _is_open(self, queue: str) -> bool:
        line = self._lines[_provider(queue)]
        if line.is_down:
            return not self._is_asked(_provider(queue)) and self._monotonic() >= line.closed_until
        return self._running[queue] < self._room[queue]

    def _is_asked(self, provider: str) -> bool:
        return any(self._running[queue] for queue in self._room if _provider(queue) == provider)

    def _note_failure(self, queue: str) -> None:
        line = self._lines[_provider(queue)]
        line.failures += 1
        line.closed_until = self._monotonic() + PROBE_SECONDS
        if line.failures == FAILURES_IN_A_ROW:
            log.warning("provider does not answer: its messages wait", channel=_provider(queue))


def _provider(queue: str) -> str:
    """Whose answers a queue's jobs wait for: its channel; Rasa's, for turns."""
    return queue.partition(":")[2]
