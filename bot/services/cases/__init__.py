"""People who need a person: cases, from the message that opens one until staff close it."""

from bot.services.cases.handling import (
    CaseError,
    CaseIsClosed,
    NoSuchCase,
    assign,
    close,
    mark_answered,
)
from bot.services.cases.kinds import Kind
from bot.services.cases.opening import open_case
from bot.services.cases.overview import (
    CaseSummary,
    find_case,
    latest_unclosed,
    list_cases,
    unclosed_details,
)
from bot.services.cases.silence import SILENCE, answering, staff_are_answering
from bot.services.cases.transcript import Line, transcript

__all__ = [
    "SILENCE",
    "CaseError",
    "CaseIsClosed",
    "CaseSummary",
    "Kind",
    "Line",
    "NoSuchCase",
    "answering",
    "assign",
    "close",
    "find_case",
    "latest_unclosed",
    "list_cases",
    "mark_answered",
    "open_case",
    "staff_are_answering",
    "transcript",
    "unclosed_details",
]
