"""A link's code in what people send: the prefilled word, edited, torn, or said beside more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.links import mentions

COURTESIES = frozenset({"hi", "hola", "buenas", "please", "gracias"})


@pytest.mark.parametrize(
    ("text", "code", "rest", "is_all"),
    [
        ("Hola luna47", "luna47", "Hola", True),
        ("LUNA47", "luna47", "", True),
        ("hi luna 47 please", "luna47", "hi please", True),
        ("Luna-47.", "luna47", ".", True),
        ("luna47 necesito internet", "luna47", "necesito internet", False),
        ("Hola! luna47, gracias", "luna47", "Hola! , gracias", True),
        ("hola FERIA", "feria", "hola", True),
        ("back-to-school", "backtoschool", "", True),
        ("Back To School please", "backtoschool", "please", True),
        ("stop luna47", "luna47", "stop", False),
    ],
)
def test_a_code_is_found_and_what_else_is_said(
    text: str, code: str, rest: str, is_all: bool
) -> None:
    [found] = [mention for mention in mentions(text, COURTESIES) if mention.code == code]
    assert (found.rest, found.is_all) == (rest, is_all)


@pytest.mark.parametrize("text", ["quiero ir a la feria", "60608", "2", "", "¿?", "hola hi"])
def test_a_mere_word_in_a_sentence_is_none(text: str) -> None:
    assert not any(mention.code == "feria" for mention in mentions(text, COURTESIES))


@given(st.text(max_size=300))
def test_anything_can_be_read(text: str) -> None:
    for mention in mentions(text, COURTESIES):
        assert mention.code.isascii()
        assert len(mention.rest) <= len(text)
