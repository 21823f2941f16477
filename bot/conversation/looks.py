"""Looks for reminders that are due, a little at a time.

What one look takes hardly depends on how much is stored.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.reminders import Due, Moment, Search
from bot.store.database import once_committed

FRESH: Final = timedelta(minutes=15)
"""What fell due within so long is looked for each time."""
SECONDS: Final = 0.004
"""How long each look goes on, besides, with everything that may still be said: what was held back,
what a change of the data made due in the past, and what is to be given up."""
PART_SECONDS: Final = 0.004
"""How long one query of that should take: how much it looks at is chosen by what the last took."""
MOST_PARTS: Final = 500


@dataclass(frozen=True)
class Sweep:
    """How far everything of one kind was looked at."""

    parts: int = 1
    """In how many parts."""
    done: float = 0.0
    """What share of it."""

    @property
    def share(self) -> tuple[float, float]:
        """The next part."""
        return self.done, min(self.done + 1 / self.parts, 1.0)

    def after(self, seconds: float) -> "Sweep":
        """Once that part was looked at."""
        parts = math.ceil(self.parts * seconds / PART_SECONDS)
        end = self.share[1]
        return Sweep(min(max(parts, 1), MOST_PARTS), 0.0 if end >= 1.0 else end)


@dataclass(frozen=True)
class Seen:
    """What was looked at so far."""

    last: datetime | None = None
    kind: int = 0
    """Where the sweep through everything goes on."""
    sweeps: Mapping[str, Sweep] = field(default_factory=dict)


class Looks:
    """One process's looks; the first sees everything, and so does one after the clock moved."""

    def __init__(self, search: Search, kinds: Sequence[str]) -> None:
        self._search = search
        self._kinds = list(kinds)
        self._seen = Seen()

    async def find(
        self, session: AsyncSession, now: datetime, is_decent: bool, most: int
    ) -> tuple[list[Due], bool]:
        """What is due, at most so many of each kind; whether there may be more.

        It counts as looked at when the session's transaction has been committed.
        """
        seen = self._seen
        is_first = seen.last is None or not seen.last <= now < seen.last + FRESH
        moment = Moment(now, is_decent, None if is_first else now - FRESH)
        found, is_more = [], False
        for kind in self._kinds:
            of_kind = await self._search.find(session, kind, moment, most)
            is_more = is_more or len(of_kind) == most
            found += of_kind
        if is_more or not self._kinds:  # what is left is looked for at once
            return found, is_more
        seen = replace(seen, last=now)
        if not is_first:
            older, seen, is_more = await self._go_on(session, seen, Moment(now, is_decent), most)
            known = {(due.kind, due.resident_id, due.occasion) for due in found}
            found += [d for d in older if (d.kind, d.resident_id, d.occasion) not in known]
        once_committed(session, lambda: setattr(self, "_seen", seen))
        return found, is_more

    async def _go_on(
        self, session: AsyncSession, seen: Seen, moment: Moment, most: int
    ) -> tuple[list[Due], Seen, bool]:
        """The next parts of everything."""
        found: list[Due] = []
        begun = time.perf_counter()
        for _ in self._kinds:
            kind, since = self._kinds[seen.kind], time.perf_counter()
            sweep = seen.sweeps.get(kind, Sweep())
            part = replace(moment, share=sweep.share)
            of_kind = await self._search.find(session, kind, part, most)
            found += of_kind
            if len(of_kind) == most:
                return found, seen, True
            sweep = sweep.after(time.perf_counter() - since)
            is_through = sweep.done == 0.0
            seen = Seen(
                seen.last,
                (seen.kind + is_through) % len(self._kinds),
                {**seen.sweeps, kind: sweep},
            )
            if time.perf_counter() - begun > SECONDS:
                break
        return found, seen, False
