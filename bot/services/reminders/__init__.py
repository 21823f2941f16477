"""Reminders: what we write first, because the data says that it is time (design §6).

A rule of the content pack follows an occasion; what is due is found by query, in the moment it is
asked for. So whatever moves, cancels, fills or renews what a reminder is about moves or cancels the
reminder with it, in the same transaction. Only what was said or given up is kept, once a person,
kind and occasion.
"""

from bot.services.reminders.due import PURPOSES, Due, Hold, Moment, Search, plan
from bot.services.reminders.record import (
    ANSWERED_WITHIN,
    LISTED,
    GivenUp,
    claim,
    given_up,
    last_said,
    let_go,
    no_longer_due,
)

__all__ = [
    "ANSWERED_WITHIN",
    "LISTED",
    "PURPOSES",
    "Due",
    "GivenUp",
    "Hold",
    "Moment",
    "Search",
    "claim",
    "given_up",
    "last_said",
    "let_go",
    "no_longer_due",
    "plan",
]
