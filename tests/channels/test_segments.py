"""Segment counting, by example and by property."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.segments import (
    GSM7_BASIC,
    GSM7_EXTENSION,
    GSM7_PART,
    GSM7_SINGLE,
    UCS2_PART,
    UCS2_SINGLE,
    fold_accents,
    is_gsm7,
    segments,
)

gsm7_texts = st.text(alphabet=sorted(GSM7_BASIC | GSM7_EXTENSION), max_size=700)
any_texts = st.text(max_size=400)


@pytest.mark.parametrize(
    ("text", "encoding", "count", "characters"),
    [
        ("", "GSM-7", 1, 0),
        ("a" * 160, "GSM-7", 1, 160),
        ("a" * 161, "GSM-7", 2, 161),
        ("a" * 306, "GSM-7", 2, 306),
        ("a" * 307, "GSM-7", 3, 307),
        ("¿Niño, qué pingüino?", "GSM-7", 1, 20),
        ("€" * 80, "GSM-7", 1, 160),
        ("sí", "UCS-2", 1, 2),
        ("í" * 70, "UCS-2", 1, 70),
        ("í" * 71, "UCS-2", 2, 71),
        ("í" * 135, "UCS-2", 3, 135),
        ("👋", "UCS-2", 1, 2),
    ],
)
def test_texts_of_known_size(text: str, encoding: str, count: int, characters: int) -> None:
    counted = segments(text)
    assert (counted.encoding, counted.count, counted.characters) == (encoding, count, characters)


def test_the_alphabet_has_the_size_the_standard_gives_it() -> None:
    assert len(GSM7_BASIC) == 127  # 128 codes, one of them the escape
    assert len(GSM7_EXTENSION) == 10


def test_an_escaped_character_is_not_cut_in_two() -> None:
    # 152 septets, then a euro sign that needs two: it moves to the second segment whole.
    assert segments("a" * 152 + "€" + "a" * 152).count == 3
    assert segments("a" * 151 + "€" + "a" * 153).count == 2


def test_an_emoji_is_not_cut_in_two() -> None:
    assert segments("í" * 66 + "👋" + "í" * 66).count == 3


@given(gsm7_texts)
def test_gsm7_texts_take_as_many_segments_as_they_need(text: str) -> None:
    counted = segments(text)
    assert counted.encoding == "GSM-7"
    assert (counted.count == 1) == (counted.characters <= GSM7_SINGLE)
    if counted.count > 1:
        assert (counted.count - 1) * (GSM7_PART - 1) < counted.characters
        assert counted.characters <= counted.count * GSM7_PART


@given(any_texts)
def test_any_text_fits_the_segments_counted(text: str) -> None:
    counted = segments(text)
    single, part = (
        (GSM7_SINGLE, GSM7_PART) if counted.encoding == "GSM-7" else (UCS2_SINGLE, UCS2_PART)
    )
    assert counted.characters <= (single if counted.count == 1 else counted.count * part)


@given(any_texts, any_texts)
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert segments(text + more).count >= segments(text).count


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¿Cuándo vence mi inscripción?", "¿Cuando vence mi inscripcion?"),
        ("ÁÉÍÓÚ áéíóú ñ ü", "AÉIOU aéiou ñ ü"),
        ("está bien 👍", "está bien 👍"),
        ("“está bien”", "“está bien”"),
        ("ok", "ok"),
        (unicodedata.normalize("NFD", "niño, sí"), "niño, si"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold_accents(text) == folded


@given(any_texts)
def test_folding_makes_gsm7_or_leaves_the_text_alone(text: str) -> None:
    folded = fold_accents(text)
    assert folded == text or is_gsm7(folded)


@given(st.text(alphabet=sorted(GSM7_BASIC | set("áíóúÁÍÓÚ")), max_size=400))
def test_spanish_always_folds_and_never_grows(text: str) -> None:
    folded = fold_accents(text)
    assert is_gsm7(folded)
    assert segments(folded).count <= segments(text).count


@given(gsm7_texts)
def test_folding_leaves_gsm7_alone(text: str) -> None:
    assert fold_accents(text) == text
