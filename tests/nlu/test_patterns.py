"""Forms that need no model."""

import pytest
from components.patterns import Span, exact, merged, without_possessive


def found(text: str) -> list[tuple[str, str]]:
    return [(s.entity, text[s.start : s.end]) for s in exact(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60623", [("zip_code", "60623")]),
        ("mi zip es 60632.", [("zip_code", "60632")]),
        ("not 60632 its 60638", [("zip_code", "60638")]),
        ("no, 60608", [("zip_code", "60608")]),
        ("60623-1234", []),
        ("call 3125550142", []),
        ("312-555-0142", []),
        ("$10000", []),
        ("my reference is CC-48213", [("reference", "CC-48213")]),
        ("cc48213?", [("reference", "cc48213")]),
        ("application number 48213", [("reference", "48213")]),
        ("ana.perez@example.org thx", [("email", "ana.perez@example.org")]),
        ("2", [("option", "2")]),
        (" #3.", [("option", "#3")]),
        ("2 kids", []),
        ("1 y 3", [("option", "1"), ("option", "3")]),
        ("1, 2 and 4.", [("option", "1"), ("option", "2"), ("option", "4")]),
        ("2 and", []),
        ("el 12/9", [("date", "12/9")]),
    ],
)
def test_exact(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_certain_beats_likely_but_dates_may_reach_further() -> None:
    certain = [Span(0, 5, "zip_code"), Span(10, 14, "date")]
    likely = [Span(0, 5, "count"), Span(6, 14, "date"), Span(20, 25, "zip_code")]
    assert merged(certain, likely) == [Span(0, 5, "zip_code"), Span(6, 14, "date")]


def test_a_day_is_quoted_without_what_belongs_to_it() -> None:
    text = "monday's class"
    assert without_possessive(Span(0, 8, "date"), text) == Span(0, 6, "date")
    assert without_possessive(Span(0, 6, "date"), text) == Span(0, 6, "date")
    assert without_possessive(Span(0, 8, "name"), text) == Span(0, 8, "name")
