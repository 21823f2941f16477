"""What has a form of its own, and needs no model: ZIP codes, e-mails, dates, choices."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Something found in a message: where it stands and what it is."""

    start: int
    end: int
    entity: str
    confidence: float = 1.0


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_REFERENCE = re.compile(
    r"(?<![\w-])(?:[a-z]{2,4}(?:-|\s-\s)?\d{4,8}|cc[ #.]{1,2}\d{4,8})(?![\w-])", re.IGNORECASE
)
_ZIP = re.compile(r"(?<![\w$.,#-])\d{5}(?![\w]|-\d|[.,]\d)")
_ZIP_DENIED = re.compile(r"\b(?:not?|isnt|isn't|no es|no era)\s+$", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![\w/])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?:/(?:20)?\d\d)?(?![\w/])"
)
_NUMBERED = re.compile(
    r"\b(?:reference|ref|application|app|case|folio|referencia|solicitud|caso|confirmation|confirmacion)\W{1,3}"
    r"(?:(?:number|num|no|numero|número|is|es|de|el|my|mi)\W{1,3})*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\s*(#\s?\d{1,2}|\d{1,2})\s*[.)!]*\s*")

_CHOICES = re.compile(
    r"\s*#?\d{1,2}(?:\s*(?:,|&|\+|y|and)\s*#?\d{1,2}){1,5}\s*[.!]*\s*", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


FORMAL = frozenset({"zip_code", "email"})
"""What is told by its form alone."""


def exact(text: str) -> list[Span]:
    """What the form alone tells, whatever stands around it."""
    if lone := _CHOICE.fullmatch(text):
        return [Span(*lone.span(1), "option")]
    if _CHOICES.fullmatch(text):
        return [Span(*m.span(), "option") for m in re.finditer(r"#?\d{1,2}", text)]
    found = [Span(*m.span(), "email") for m in _EMAIL.finditer(text)]
    for match in _REFERENCE.finditer(text):
        if not _overlaps(match.span(), found):
            found.append(Span(*match.span(), "reference"))
    found += [Span(*m.span(), "date") for m in _DATE.finditer(text)]
    zips = [m for m in _ZIP.finditer(text) if not _overlaps(m.span(), found)]
    kept = [m for m in zips if not _ZIP_DENIED.search(text[: m.start()])] if len(zips) > 1 else zips
    for match in kept or zips:
        kind = "reference" if _NUMBERED.search(text[: match.start()]) else "zip_code"
        found.append(Span(*match.span(), kind))
    return sorted(found)


def _overlaps(span: tuple[int, int], others: list[Span]) -> bool:
    return any(span[0] < o.end and o.start < span[1] for o in others)


def merged(certain: list[Span], likely: list[Span]) -> list[Span]:
    """All that is certain, and of what is likely whatever does not stand in its way.

    A likely date may reach further than the certain one within it: "el sabado 12/9".
    """
    within = [s for s in likely if s.entity == "date"]
    certain = [
        c for c in certain if not (c.entity == "date" and _overlaps((c.start, c.end), within))
    ]
    free = [
        s for s in likely if s.entity not in FORMAL and not _overlaps((s.start, s.end), certain)
    ]
    return sorted([*certain, *free])


def without_possessive(span: Span, text: str) -> Span:
    """The day itself in "monday's class"."""
    ending = _POSSESSIVE.search(text[span.start : span.end]) if span.entity == "date" else None
    return replace(span, end=span.start + ending.start()) if ending else span
