"""Which times belong to which days: "sat morning or tues after 5" is two groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.services.when.items import (
    ClockRange,
    ClockTime,
    Dates,
    Edge,
    Item,
    Joint,
    PartOfDay,
    Weekday,
)

REACH = 12
"""How many letters after a "not" the day it takes out may begin."""

type Day = Weekday | Dates
type Time = PartOfDay | ClockTime | ClockRange


@dataclass(frozen=True, slots=True)
class Said[T]:
    """A day or time as it was said."""

    thing: T
    edge: Edge | None = None
    is_other: bool = False
    """Whether an "or" parts it from what was said before it."""


@dataclass(slots=True)
class Group:
    """Days and the times of day that go with them."""

    days: list[Said[Day]] = field(default_factory=list)
    times: list[Said[Time]] = field(default_factory=list)
    is_times_first: bool = False
    """ "After 5 on tuesdays": a further time begins another group."""


@dataclass(slots=True)
class Grouped:
    """A text's groups: those meant, and those taken out."""

    meant: list[Group] = field(default_factory=list)
    excluded: list[Group] = field(default_factory=list)
    is_any: bool = False
    """Whether it says that any time will do."""


def grouped(items: Sequence[Item]) -> Grouped:
    """The groups of a text's days and times."""
    reading = _Grouping(items)
    for index in range(len(items)):
        reading.take(index)
    return reading.found


class _Grouping:
    """Goes through the items once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.found = Grouped()
        self._items = items
        self._target = self.found.meant
        self._group: Group | None = None
        self._edge: Edge | None = None
        self._is_other = False

    def take(self, index: int) -> None:
        match self._items[index].thing:
            case Joint() as joint:
                self._join(joint, index)
            case Edge() as edge:
                self._edge = edge
            case Weekday() | Dates() as day:
                group = self._group_for_day(index)
                group.days.append(Said(day, self._edge, self._is_other))
                self._edge, self._is_other = None, False
            case PartOfDay() | ClockTime() | ClockRange() as time:
                group = self._group_for_time()
                group.times.append(Said(time, self._edge, self._is_other))
                self._edge, self._is_other = None, False

    def _join(self, joint: Joint, index: int) -> None:
        match joint:
            case Joint.OR:
                self._is_other = True
            case Joint.ANY:
                self.found.is_any = True
            case Joint.COMMA | Joint.BUT:
                if joint is Joint.BUT or self._target is self.found.excluded:
                    self._begin(self.found.meant)
            case Joint.EXCEPT if self._is_before_thing(index):
                self._begin(self.found.excluded)
            case Joint.EXCEPT | Joint.NOT_THAT:
                if self.found.meant:
                    self.found.excluded.append(self.found.meant.pop())
                self._begin(self.found.meant)
            case Joint.ONWARDS:
                self._bound_last(Edge.SINCE)
            case Joint.OR_EARLIER:
                self._bound_last(Edge.UNTIL)

    def _begin(self, target: list[Group]) -> None:
        self._target, self._group = target, None
        self._edge, self._is_other = None, False

    def _is_before_thing(self, index: int) -> bool:
        following = self._items[index + 1 : index + 2]
        return any(
            not isinstance(item.thing, Joint) and item.start - self._items[index].end <= REACH
            for item in following
        )

    def _bound_last(self, edge: Edge) -> None:
        group = self._group
        if group and group.times:
            group.times[-1] = replace(group.times[-1], edge=edge)
        elif group and group.days:
            group.days[-1] = replace(group.days[-1], edge=edge)

    def _group_for_day(self, index: int) -> Group:
        group = self._group
        if group is None or (
            group.days
            and group.times
            and not group.is_times_first
            and (self._is_other or self._has_time_of_its_own(index))
        ):
            group = self._new()
        return group

    def _group_for_time(self) -> Group:
        group = self._group
        if group is None or (group.is_times_first and group.days):
            group = self._new()
        group.is_times_first = group.is_times_first or not group.days
        return group

    def _new(self) -> Group:
        self._group = Group()
        self._target.append(self._group)
        return self._group

    def _has_time_of_its_own(self, index: int) -> bool:
        """Whether a time follows a day, before any further day."""
        for item in self._items[index + 1 :]:
            if isinstance(item.thing, PartOfDay | ClockTime | ClockRange):
                return True
            if isinstance(item.thing, Weekday | Dates):
                return False
        return False
