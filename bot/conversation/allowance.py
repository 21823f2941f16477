"""What the sender of a channel may do, and what it costs."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Allowance:
    """Limits in units: segments, or messages where the channel counts no segments."""

    per_second: float | None = None
    """None: no limit of ours."""
    per_day: int | None = None
    """In a day of the city; None: no limit of ours."""
    price: Decimal | None = None
    """US dollars for each unit, where that is known."""
    window: timedelta | None = None
    """How long after a resident's last message anything but a template may be sent."""


ANY = Allowance()
