"""Texting habits are evened out; offsets point into the message as written."""

import pytest
from components.text import even, plain, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("¡HOLAAA José!", "hola jose"),
        ("q papeles piden xfa", "que papeles piden por favor"),
        ("can u help pls", "can you help please"),
        ("k", "ok"),
        ("k necesito", "que necesito"),
        ("my zip is 60623", "my zip is zipkind"),
        ("5pm or 5:30", "timekind or timekind"),
        ("write ana@example.org", "write emailkind"),
        ("don’t stop", "do not stop"),
        ("👋", "👋"),
        ("", ""),
        ("'", ""),
        ("...", ""),
    ],
)
def test_even(written: str, read: str) -> None:
    assert even(written) == read


def test_plain_keeps_double_letters() -> None:
    assert plain("Carroll School") == "carroll school"


@pytest.mark.parametrize(
    "text",
    ["¿Cuándo ES el taller del sábado a las 5pm?", "cc-48213, 60623!!", "José\u0301 👋🏽 ok"],
)
def test_words_quote_the_original(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text
