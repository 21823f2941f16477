"""What a worker takes from the queue just now, so that no trouble of one channel holds up another.

Turns and each channel's deliveries have room of their own in a worker. Where a provider does not
answer, its deliveries stay in the queue, as they are: one goes now and then to see whether it is
back. A dead provider costs next to nothing, however much waits for it, and all goes on in order
within seconds of its return.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager

from bot.providers import Providers


class Intake:
    """The room of one worker, by queue."""

    def __init__(self, room: Mapping[str, int], providers: Providers) -> None:
        """`room` is how many jobs of a queue may run."""
        self._room = room
        self._providers = providers
        self._running: Counter[str] = Counter()
        self._left_out: frozenset[str] = frozenset()

    def open(self) -> tuple[str, ...]:
        """The queues from which a job may be taken now."""
        found = tuple(queue for queue in self._room if self._is_open(queue))
        self._left_out = frozenset(self._room) - frozenset(found)
        return found

    def has_room(self, queue: str) -> bool:
        """Whether a job of this queue may be taken now."""
        return queue in self._room and self._is_open(queue)

    def watching(self, queue: str) -> AbstractContextManager[None]:
        """Learns from a delivery how its provider does; passes on what it raises."""
        return self._providers.watching(provider_of(queue))

    def took(self, queue: str) -> None:
        """A job of this queue begins."""
        self._running[queue] += 1

    def ended(self, queue: str) -> bool:
        """A job of this queue has ended; whether others may have waited for that."""
        self._running[queue] -= 1
        return queue in self._left_out

    def _is_open(self, queue: str) -> bool:
        room = self._room[queue] - self._running[queue]
        if self._providers.is_down(provider_of(queue)) and self._running[queue]:
            return False  # one that was taken is on its way to ask
        return self._providers.most(provider_of(queue), room) > 0


def provider_of(queue: str) -> str:
    """Whose answers a queue's jobs wait for: its channel; Rasa's, for turns."""
    return queue.partition(":")[2]
