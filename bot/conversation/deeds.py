"""What counts as having done something: replies that come at the end of what somebody came for."""

from collections.abc import Sequence

from bot.conversation.replies import Reply

ENDS = (
    "eligibility.likely.",
    "eligibility.unclear.",
    "eligibility.not_by_rule.",
    "eligibility.what_next",
    "license.requested",
    "license.waitlisted",
    "license.approved",
    "license.granted",
    "person.noted",
    "report.noted",
    "status.is.",
    "survey.thanks",
    "workshops.booked",
    "workshops.in_line",
    "workshops.moved",
)
"""How the keys of such replies begin: a household checked or an application looked up, a license
asked for, a seat booked, a survey answered, a person asked for, a problem reported."""


def is_deed(replies: Sequence[Reply]) -> bool:
    """Whether these replies end something."""
    return any(reply.key.startswith(ENDS) for reply in replies)
