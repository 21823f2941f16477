"""How far back reminders are looked for: at most what the past few minutes made due, mostly."""

from datetime import datetime, timedelta
from typing import Final

FRESH: Final = timedelta(minutes=15)
"""What fell due within so long is looked for each time."""
SHARE: Final = 50
"""Everything that may still be said is looked at again after so many times what that took: what was
held back, what a change of the data made due in the past, and what is to be given up."""
LONGEST: Final = timedelta(minutes=5)


class Sweeps:
    """When one process looks at everything again; at once where it never did or the clock moved."""

    def __init__(self) -> None:
        self._again_at: datetime | None = None

    def since(self, now: datetime) -> datetime | None:
        """What fell due since then is to be looked for; None for everything."""
        if self._again_at and self._again_at - LONGEST <= now < self._again_at:
            return now - FRESH
        return None

    def note(self, now: datetime, seconds: float) -> None:
        """Everything was looked at, which took so long."""
        self._again_at = now + min(timedelta(seconds=SHARE * seconds), LONGEST)
