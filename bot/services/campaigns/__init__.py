"""Campaigns: what staff write to many, whom it is for, who stands for it, and what became of it."""

from bot.services.campaigns.audience import (
    ALL_STATES,
    Audience,
    Reach,
    ReachOf,
    Skip,
    Wish,
    sizes,
)
from bot.services.campaigns.desk import Desk, Draft, NotPossible, find, overview
from bot.services.campaigns.report import Outcome, Report, report
from bot.services.campaigns.sending import (
    Recipient,
    close,
    in_line,
    is_over,
    next_ones,
    note_skipped,
    note_written,
    running,
    take_up_paused,
    withheld,
)
from bot.services.campaigns.wording import PLACEHOLDERS, faults, fill, named, warnings

__all__ = [
    "ALL_STATES",
    "PLACEHOLDERS",
    "Audience",
    "Desk",
    "Draft",
    "NotPossible",
    "Outcome",
    "Reach",
    "ReachOf",
    "Recipient",
    "Report",
    "Skip",
    "Wish",
    "close",
    "faults",
    "fill",
    "find",
    "in_line",
    "is_over",
    "named",
    "next_ones",
    "note_skipped",
    "note_written",
    "overview",
    "report",
    "running",
    "sizes",
    "take_up_paused",
    "warnings",
    "withheld",
]
