"""The one source of the time: every part asks an injected `Clock`, none the machine."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells what time it is for the service."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The machine's time in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's clock moved by an offset: a rehearsal's clock, and the tests'."""

    def __init__(self) -> None:
        self._moves = 0
        self._offset = timedelta()

    def follow(self, moves: int, offset: timedelta) -> None:
        """Learns the offset in force after so many moves.

        Jobs and requests of one process learn it side by side: what one of them read before a move
        and says only after it changes nothing.
        """
        if moves >= self._moves:
            self._moves, self._offset = moves, offset

    def now(self) -> datetime:
        """The machine's time in UTC plus the offset."""
        return datetime.now(UTC) + self._offset
