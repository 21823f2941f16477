"""Workshops: finding sessions, seats in them, the line for a seat, and what an import changes.

Every function works in the caller's transaction and returns what must be told to others; whoever
calls says it in the same transaction (`bot.conversation.workshops`).

Locks are taken in one order, the resident's row and then the sessions' rows by id, so that no two
of these functions can wait for each other.
"""

from bot.services.workshops.attendees import THEMSELVES, Attendee, attendee_of, relative
from bot.services.workshops.booking import Request, book
from bot.services.workshops.changes import Change, SessionRecord, put_session
from bot.services.workshops.confirming import confirm
from bot.services.workshops.finding import Opening, Search, any_upcoming, find, opening
from bot.services.workshops.giving_up import give_up
from bot.services.workshops.mine import bookings_of, offers_to, own_booking, resident_of
from bot.services.workshops.moving import move
from bot.services.workshops.offers import accept, due, settle
from bot.services.workshops.outcomes import (
    Already,
    Booking,
    Closed,
    Conflict,
    InLine,
    Notice,
    NoticeKind,
    Outcome,
    Registered,
)

__all__ = [
    "THEMSELVES",
    "Already",
    "Attendee",
    "Booking",
    "Change",
    "Closed",
    "Conflict",
    "InLine",
    "Notice",
    "NoticeKind",
    "Opening",
    "Outcome",
    "Registered",
    "Request",
    "Search",
    "SessionRecord",
    "accept",
    "any_upcoming",
    "attendee_of",
    "book",
    "bookings_of",
    "confirm",
    "due",
    "find",
    "give_up",
    "move",
    "offers_to",
    "opening",
    "own_booking",
    "put_session",
    "relative",
    "resident_of",
    "settle",
]
