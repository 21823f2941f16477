"""How the channels' providers do, seen from one worker: whoever fails often is asked seldom."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from bot.errors import OutcomeUnknown, ProviderUnavailable

log = structlog.get_logger()

FAILURES_IN_A_ROW: Final = 3
"""So many messages must fail one after another for their provider to count as down."""
PROBE_SECONDS: Final = 2.0
"""How often one message is tried while its provider is down."""


@dataclass
class Health:
    """How one provider does."""

    failures: int = 0
    """In a row."""
    closed_until: float = 0.0
    asked: int = 0
    """How many messages are with it."""

    @property
    def is_down(self) -> bool:
        """Whether only a probe may go."""
        return self.failures >= FAILURES_IN_A_ROW


class Providers:
    """All providers, by channel."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """`monotonic` are seconds of real time."""
        self._monotonic = monotonic
        self._health: dict[str, Health] = defaultdict(Health)

    def is_down(self, channel: str) -> bool:
        """Whether a provider counts as down."""
        return self._health[channel].is_down

    def most(self, channel: str, most: int) -> int:
        """How many of so many messages may be handed over now.

        One where a provider that is down has not been asked for a while; else none of it.
        """
        health = self._health[channel]
        if not health.is_down:
            return most
        is_time = not health.asked and self._monotonic() >= health.closed_until
        return min(most, 1) if is_time else 0

    @contextmanager
    def watching(self, channel: str) -> Iterator[None]:
        """Learns from one message how its provider does; passes on what it raises."""
        health = self._health[channel]
        health.asked += 1
        try:
            yield
        except ProviderUnavailable as error:
            if error.retry_after is None or isinstance(error, OutcomeUnknown):
                self._note_failure(channel)  # others are our own rate, or its rate for one chat
            raise
        finally:
            health.asked -= 1
        if health.is_down:
            log.info("provider answers again", channel=channel)
        health.failures = 0

    def _note_failure(self, channel: str) -> None:
        health = self._health[channel]
        health.failures += 1
        health.closed_until = self._monotonic() + PROBE_SECONDS
        if health.failures == FAILURES_IN_A_ROW:
            log.warning("provider does not answer: its messages wait", channel=channel)
