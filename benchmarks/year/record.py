"""What was done in the year, as its audit has to know it."""

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Span:
    """While something was so; `until` is None while it is."""

    since: datetime
    until: datetime | None = None

    def covers(self, begin: datetime, end: datetime) -> bool:
        """Whether it was so all that time."""
        return self.since <= begin and (self.until is None or end < self.until)


@dataclass
class Occasion:
    """Something to be reminded of, as the model knows it."""

    person: uuid.UUID
    name: str
    anchor: datetime
    holds: Span
    known_since: datetime


@dataclass
class Workshop:
    """A session and who has a seat."""

    id: str
    starts_at: datetime
    guests: dict[uuid.UUID, datetime] = field(default_factory=dict)
    """When each booked."""


@dataclass
class License:
    """A license that runs."""

    id: int
    person: uuid.UUID
    ends_at: datetime


@dataclass
class Record:
    """Everything that was done, and what holds now."""

    stops: dict[uuid.UUID, list[Span]] = field(default_factory=lambda: defaultdict(list))
    workshops: dict[str, Workshop] = field(default_factory=dict)
    licenses: list[License] = field(default_factory=list)
    occasions: dict[str, list[Occasion]] = field(default_factory=lambda: defaultdict(list))
    open: dict[tuple[str, uuid.UUID, str], Occasion] = field(default_factory=dict)
    downs: list[Span] = field(default_factory=list)
    """When no worker ran."""
    looks: list[datetime] = field(default_factory=list)
    """When workers did all there was to do, in order."""
    counts: Counter[str] = field(default_factory=Counter)
    """How often each thing was done."""

    def begin(
        self,
        kind: str,
        person: uuid.UUID,
        key: str,
        now: datetime,
        anchor: datetime,
        known: datetime,
    ) -> None:
        """From now on there is something to be reminded of."""
        name = f"{key}@{anchor.timestamp():.6f}" if key[0] != "m" else key[1:]
        occasion = Occasion(person, name, anchor, Span(now), known)
        self.occasions[kind].append(occasion)
        self.open[kind, person, key] = occasion

    def end(self, kind: str, person: uuid.UUID, key: str, now: datetime) -> None:
        """From now on there is not, if there was."""
        if occasion := self.open.pop((kind, person, key), None):
            occasion.holds.until = now
