"""The hours at which messages that nobody asked for may go out, on the residents' clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class DecentHours:
    """From `begin` until before `end`, every day, in the city's `zone`."""

    zone: ZoneInfo
    begin: time
    end: time

    def opens(self, now: datetime) -> datetime | None:
        """When such messages may go out next; None where they may now."""
        local = now.astimezone(self.zone)
        if self.begin <= local.time() < self.end:
            return None
        day = local.date() + timedelta(days=int(local.time() >= self.end))
        return datetime.combine(day, self.begin, self.zone)

    def opens_tomorrow(self, now: datetime) -> datetime:
        """When they may go out on the next day."""
        tomorrow = now.astimezone(self.zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, self.begin, self.zone)

    def day(self, now: datetime) -> date:
        """What day it is there."""
        return now.astimezone(self.zone).date()
