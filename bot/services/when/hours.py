"""The hours of the day that a group's times mean."""

from collections.abc import Sequence

from bot.services.when.groups import Said, Time
from bot.services.when.items import DAY_MINUTES, ClockRange, ClockTime, Edge, PartOfDay

HOUR = 60
HALF_DAY = 12 * HOUR

FIRST_OF_MORNING = 7
"""From this bare hour on, the morning may be meant: nothing takes place at 6 in the morning."""

LAST_OF_EVENING = 8
"""Up to this bare hour, the evening may be meant; "after 8" is asked by who works by day."""

type Hours = list[tuple[int, int]]
"""Stretches of a day in minutes from midnight, up to but without the second."""

AFTER = (Edge.AFTER, Edge.SINCE)
BEFORE = (Edge.BEFORE, Edge.UNTIL)
WHOLE_DAY: Hours = [(0, DAY_MINUTES)]


def hours_of(times: Sequence[Said[Time]], *, other_half: bool = False) -> Hours:
    """The hours meant; `other_half` reads a bare hour in the less likely half of the day."""
    parts = [said.thing for said in times if isinstance(said.thing, PartOfDay)]
    found: Hours = []
    before: Edge | None = None
    for index, said in enumerate(times):
        hours = _hours(said, parts, other_half)
        both = _overlap(found, hours) or _overlap(found, _until_evening(before, said))
        is_narrower = not said.is_other or _are_opposite(before, said.edge)
        found = both if index and both and is_narrower else [*found, *hours]
        before = said.edge
    return found


def _hours(said: Said[Time], parts: Sequence[PartOfDay], other_half: bool) -> Hours:
    match said.thing:
        case ClockRange(start, end):
            return [(start, end)]
        case PartOfDay() as part:
            return _around(part, said.edge)
        case ClockTime() as clock:
            return [
                _beside(at, said.edge, clock.is_about)
                for at in _readings(clock, said.edge, parts, other_half)
            ]


def _around(part: PartOfDay, edge: Edge | None) -> Hours:
    is_moment = part.end - part.start <= HOUR
    if edge in BEFORE:
        return [(0, part.start)]
    if edge is Edge.SINCE or (edge is Edge.AFTER and is_moment):
        return [(part.start, DAY_MINUTES)]
    return [(part.end, DAY_MINUTES)] if edge is Edge.AFTER else [(part.start, part.end)]


def _beside(at: int, edge: Edge | None, is_about: bool) -> tuple[int, int]:
    """A time by itself means the hour that then begins, "about" it an hour before as well."""
    if edge in BEFORE:
        return (0, at)
    if edge in AFTER:
        return (at, DAY_MINUTES)
    return (max(at - HOUR, 0) if is_about else at, min(at + HOUR, DAY_MINUTES))


def _readings(
    clock: ClockTime, edge: Edge | None, parts: Sequence[PartOfDay], other_half: bool
) -> list[int]:
    early = clock.hour * HOUR + clock.minute
    late = early + HALF_DAY
    if clock.is_afternoon is not None:
        return [late if clock.is_afternoon else early]
    inside = [at for at in (early, late) if any(part.start <= at < part.end for part in parts)]
    if inside:
        return inside
    usual = _usual(clock.hour, edge, early, late)
    return [at for at in (early, late) if at not in usual] if other_half else usual


def _usual(hour: int, edge: Edge | None, early: int, late: int) -> list[int]:
    """How a bare hour is read: 9 to 11 in the morning, 12 to 6 after noon, 7 and 8 as it fits."""
    if hour < FIRST_OF_MORNING:  # twelve o'clock is hour 0
        return [late]
    if hour > LAST_OF_EVENING or edge in BEFORE:
        return [early]
    return [late] if edge in AFTER else [early, late]


def _until_evening(before: Edge | None, said: Said[Time]) -> Hours:
    """ "After 5 and before 8": the 8 is that of the evening."""
    clock = said.thing
    if before not in AFTER or said.edge not in BEFORE or not isinstance(clock, ClockTime):
        return []
    is_bare = clock.is_afternoon is None
    return [(0, clock.hour * HOUR + clock.minute + HALF_DAY)] if is_bare else []


def _are_opposite(one: Edge | None, other: Edge | None) -> bool:
    """ "After 5 and before 8" narrows although it says "and"."""
    return (one in AFTER and other in BEFORE) or (one in BEFORE and other in AFTER)


def _overlap(one: Hours, other: Hours) -> Hours:
    return [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]
