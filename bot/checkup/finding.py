"""What a check found."""

from dataclasses import dataclass
from typing import Literal

type State = Literal["ok", "warning", "fault", "skipped"]
"""A fault keeps residents from being answered; a warning may, or soon will; what is not set up is
skipped."""


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    part: str
    state: State
    found: str
    """What there is, or what is wrong; holds no secret."""
    mend: str | None = None
    """What to do about it."""


def ok(part: str, found: str) -> Finding:
    """All is well."""
    return Finding(part, "ok", found)


def warning(part: str, found: str, mend: str) -> Finding:
    """It works, but somebody should see to it."""
    return Finding(part, "warning", found, mend)


def fault(part: str, found: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(part, "fault", found, mend)


def skipped(part: str, found: str, mend: str | None = None) -> Finding:
    """There is nothing to look at."""
    return Finding(part, "skipped", found, mend)
