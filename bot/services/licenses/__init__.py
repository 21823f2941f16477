"""Course licenses: requested → approved → granted → renewed or expired (design §6).

A license holds a seat of a pool from its approval to its end. The pools of a provider belong to
organizations; a common reserve (`RESERVE`) is for everybody. Who finds no seat waits in line. No
pool ever gives out more seats than it has: whatever takes or frees a seat holds the provider's
turnstile (`bot.services.licenses.seats`).
"""

from bot.services.licenses.emails import check_email
from bot.services.licenses.ending import give_up, lapse
from bot.services.licenses.renewal import Renewal, renew
from bot.services.licenses.requesting import Asker, Outcome, Requested, request
from bot.services.licenses.seats import Change, serve_line, set_seats
from bot.services.licenses.staff import Desk, NotPossible, overview
from bot.services.licenses.standing import Standing, of_resident, standing

__all__ = [
    "Asker",
    "Change",
    "Desk",
    "NotPossible",
    "Outcome",
    "Renewal",
    "Requested",
    "Standing",
    "check_email",
    "give_up",
    "lapse",
    "of_resident",
    "overview",
    "renew",
    "request",
    "serve_line",
    "set_seats",
    "standing",
]
