"""Praise and complaints are told apart, for staff and for the answer."""

import pytest

from bot.services.feedback import tone_of


@pytest.mark.parametrize(
    "text",
    ["great job thanks", "muy buen servicio", "u guys rock", "me encanto la clase", "so easy!"],
)
def test_praise(text: str) -> None:
    assert tone_of(text) == "praise"


@pytest.mark.parametrize(
    "text",
    [
        "this is useless",
        "not helpful at all",
        "no me gustó",
        "pésimo servicio",
        "it doesnt understand me",
        "great, but nobody calls back",
        "nadie me contesta",
    ],
)
def test_complaints(text: str) -> None:
    assert tone_of(text) == "complaint"


def test_neither() -> None:
    assert tone_of("i have something to say about the class") == "unclear"
