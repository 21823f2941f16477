"""Why a person is needed."""

from typing import Final, Literal

Kind = Literal[
    "asked_for_person",
    "not_understood",
    "failed_turn",
    "distress",
    "feedback",
    "internet_problem",
    "moved",
]
"""What opens a case; explained to staff in docs/staff.md."""

ONE_EACH_TIME: Final[frozenset[Kind]] = frozenset({"feedback"})
"""Kinds of which every message is a case of its own; of the others one is open at a time."""
