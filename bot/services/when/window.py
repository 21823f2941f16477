"""When something is wanted: stretches of time, apart from each other and in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, aware and in the city's zone."""

    earliest: datetime
    latest: datetime
    """No longer in it."""


@dataclass(frozen=True, slots=True)
class When:
    """The time somebody speaks of: at least one stretch, in order, none in the past."""

    windows: tuple[Window, ...]

    @property
    def earliest(self) -> datetime:
        """Where the first stretch begins."""
        return self.windows[0].earliest

    @property
    def latest(self) -> datetime:
        """Where the last stretch ends; between the two not every moment need be meant."""
        return self.windows[-1].latest

    def covers(self, moment: datetime) -> bool:
        """Whether an aware moment is meant."""
        at = moment.astimezone(UTC)
        return any(
            each.earliest.astimezone(UTC) <= at < each.latest.astimezone(UTC)
            for each in self.windows
        )


type Stretch = tuple[datetime, datetime]
"""From, and up to but without; both in UTC, because clocks that are set back confuse local time."""


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in order, with what touches made one, and what is empty left out."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(stretches: list[Stretch], excluded: list[Stretch]) -> list[Stretch]:
    """The time in the first and not in the second; both joined."""
    left = stretches
    for out_start, out_end in excluded:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, out_start)), (max(start, out_end), end))
            if piece[0] < piece[1]
        ]
    return left


def told_in(zone: ZoneInfo, stretches: list[Stretch]) -> When | None:
    """These as somebody in the zone would say them; None where there are none."""
    if not stretches:
        return None
    return When(
        tuple(Window(start.astimezone(zone), end.astimezone(zone)) for start, end in stretches)
    )
