"""Two readings of a message so close that neither is taken: the resident is asked which.

Not a component of the pipeline: what is measured and parsed outside a conversation stays the best
reading, and within a form an answer is never in doubt for what it might have been elsewhere.
"""

from __future__ import annotations

from typing import Any

UNDECIDED = "nlu_fallback"

MARGIN = 0.2
"""How far the best confidence must be ahead of the second: 2 in 100 messages of tests/understanding
are asked about; one of the two is right in 83 % of those, the best one in half of them."""

WISHES = frozenset(
    [
        "talk_to_person",
        "stop_messages",
        "delete_my_data",
        "give_feedback",
        "check_eligibility",
        "ask_program",
        "ask_cost",
        "ask_documents",
        "ask_privacy",
        "ask_how_to_apply",
        "check_status",
        "report_internet_problem",
        "report_move",
        "request_license",
        "check_license",
        "renew_license",
        "ask_courses",
        "ask_certificate",
        "find_workshops",
        "book_workshop",
        "reschedule_workshop",
        "cancel_workshop",
        "ask_workshop_details",
        "ask_jobs",
        "take_survey",
        "share_bot",
    ]
)
"""What can be asked about: intents that lead somewhere, each with a text `which.<intent>`."""


def undecided(parsed: dict[str, Any]) -> dict[str, Any]:
    """A parse of Rasa; where two wishes are too close, without an intent but with `readings`."""
    best = [reading for reading in parsed["intent_ranking"] if reading["name"] != UNDECIDED][:2]
    if (
        parsed["intent"]["name"] == UNDECIDED
        or len(best) < 2
        or not WISHES.issuperset(reading["name"] for reading in best)
        or best[0]["confidence"] - best[1]["confidence"] > MARGIN
    ):
        return parsed
    return {
        **parsed,
        "intent": {"name": UNDECIDED, "confidence": 1.0},
        "readings": [reading["name"] for reading in best],
    }
