"""What comes of a wish for a seat, and what others must be told because of it."""

from dataclasses import dataclass
from typing import Literal

from bot.store.models import Registration, WorkshopSession

NoticeKind = Literal["offered", "lapsed", "line_closed", "moved", "canceled", "lost_seat"]
"""`offered`: a seat is held for them · `lapsed`: it went on to the next in line · `line_closed`:
it began before a seat came free · `moved`: another time or place · `canceled`: it does not take
place · `lost_seat`: there are fewer seats than there were, and they wait again."""


@dataclass(frozen=True)
class Booking:
    """A registration with its session."""

    registration: Registration
    session: WorkshopSession


@dataclass(frozen=True)
class Notice:
    """What somebody must be told about their booking."""

    kind: NoticeKind
    booking: Booking


@dataclass(frozen=True)
class Registered:
    """They have a seat."""

    booking: Booking
    gave_up: Booking | None = None
    """The booking it replaces, which is given up now."""


@dataclass(frozen=True)
class InLine:
    """There is no seat: they wait for one."""

    booking: Booking
    place: int
    """1 is the first in line."""


@dataclass(frozen=True)
class Already:
    """This attendee has a seat in this session, or waits for one."""

    booking: Booking
    place: int | None
    """Their place in line, where they wait."""


@dataclass(frozen=True)
class Conflict:
    """This attendee has a seat somewhere else at that time."""

    with_: Booking


@dataclass(frozen=True)
class Closed:
    """There is no such session any more: it began, it was canceled, or the seat is gone."""


Outcome = Registered | InLine | Already | Conflict | Closed
