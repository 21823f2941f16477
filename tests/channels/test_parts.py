"""Texts that are longer than a channel takes are cut where a reader would pause."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.twilio.medium import Sms
from bot.conversation.gate import MOST_SEGMENTS
from bot.conversation.parts import parts

LONGEST = 40


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def words(text: str) -> list[str]:
    return text.split()


@given(st.text(max_size=300), st.integers(2, 60))
@example("😀" * 50, 3)
@example(" " * 50, 10)
def test_no_part_is_too_long_and_nothing_is_lost(text: str, longest: int) -> None:
    cut = parts(text, longest)
    assert max(units(part) for part in cut) <= longest
    assert "".join("".join(cut).split()) == "".join(text.split())


@given(st.text("aá€😀 ", min_size=500, max_size=2_000))
@example("😀" * 1_000)
@example("€" * 2_000)
def test_every_part_of_a_text_message_is_let_out_by_the_gate(text: str) -> None:
    sms = Sms()
    assert max(sms.segments(part) for part in parts(text, sms.longest)) <= MOST_SEGMENTS


@given(st.lists(st.text("abc.!", min_size=1, max_size=20), max_size=30))
def test_words_that_fit_stay_whole(said: list[str]) -> None:
    text = " ".join(said)
    assert [word for part in parts(text, LONGEST) for word in words(part)] == words(text)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("It fits.", ["It fits."]),
        (
            "The class is on Saturday at noon. Please bring your own cup.",
            ["The class is on Saturday at noon.", "Please bring your own cup."],
        ),
        (
            "¿Tiene dudas sobre el taller? ¡Escríbame cuando quiera!",
            ["¿Tiene dudas sobre el taller?", "¡Escríbame cuando quiera!"],
        ),
        (
            "First, here is the list:\n1 One of them\n2 Another of them",
            ["First, here is the list:\n1 One of them", "2 Another of them"],
        ),
        ("one two three four five six seven eight nine", None),
    ],
)
def test_cut_where_a_reader_pauses(text: str, cut: list[str] | None) -> None:
    expected = cut or ["one two three four five six seven eight", "nine"]
    assert parts(text, LONGEST) == expected


def test_without_a_limit_a_text_stays_whole() -> None:
    assert parts("a" * 10_000, None) == ["a" * 10_000]
