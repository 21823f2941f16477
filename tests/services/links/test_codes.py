"""Codes that people say over the phone, type with a thumb and print on posters."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services import consent, links
from bot.services.distress import recognize
from bot.services.links import codes

LETTERS = string.ascii_lowercase + string.digits
CODES = st.builds(
    lambda word, number: f"{word}{number}",
    st.sampled_from(codes.WORDS),
    st.text(codes.DIGITS, min_size=2, max_size=3),
)


@given(CODES, st.data())
def test_one_slip_is_seen_whichever_it_is(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from(LETTERS))
    slips = {
        code[:place] + sign + code[place + 1 :],
        code[:place] + code[place + 1 :],
        code[:place] + sign + code[place:],
        code[:place] + code[place : place + 2][::-1] + code[place + 2 :],
    }
    for slip in slips - {code}:
        assert links.is_one_slip(slip, code)
        assert links.is_one_slip(code, slip)
        assert links.nearest(slip, [code, "zzzzzzzz"]) == code


@given(st.text(LETTERS, min_size=3, max_size=9), st.text(LETTERS, min_size=3, max_size=9))
def test_two_slips_are_another_code(one: str, other: str) -> None:
    def distance(a: str, b: str) -> int:
        """Edit distance with swaps of neighbors, the textbook's way."""
        rows = [list(range(len(b) + 1))]
        for i, x in enumerate(a, 1):
            rows.append([i])
            for j, y in enumerate(b, 1):
                best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (x != y))
                if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                    best = min(best, rows[i - 2][j - 2] + 1)
                rows[i].append(best)
        return rows[-1][-1]

    assert links.is_one_slip(one, other) == (distance(one, other) == 1)


def test_no_slip_of_a_code_we_make_leads_to_another() -> None:
    dice, made = random.Random(4), list[str]()
    for _ in range(400):
        made.append(codes.make(made, dice))
    assert len(set(made)) == len(made)
    assert not any(links.is_one_slip(one, other) for one in made for other in made)
    assert max(map(len, made)) <= 12


@settings(deadline=None)  # the first call reads the lists of words
@given(CODES)
def test_a_code_we_make_says_nothing_else(code: str) -> None:
    for text in (code, f"Hi {code}", f"Hola {code}"):
        assert consent.read_wish(text) is None
        assert not consent.is_yes(text)
        assert recognize(text) is None
    assert links.written(code) == code


@given(CODES)
def test_a_code_has_no_letter_that_looks_like_a_digit(code: str) -> None:
    assert not set(code) & set("01")


@pytest.mark.parametrize(
    ("chosen", "shown", "code"),
    [("FERIA", "feria", "feria"), ("Back-to-School", "back-to-school", "backtoschool")],
)
def test_organizations_may_choose_their_own(chosen: str, shown: str, code: str) -> None:
    assert links.written(chosen) == shown
    assert links.code_of(shown) == links.code_of(chosen.upper() + ".") == code


@pytest.mark.parametrize(
    "chosen",
    ["", "a", "47", "4luna", "la feria", "-feria", "a--b", "feria!", "x" * 25, "niñez", "<b>"],
)
def test_what_cannot_be_read_aloud_or_linked_is_no_code(chosen: str) -> None:
    with pytest.raises(ValueError, match="is no code"):
        links.written(chosen)


@pytest.mark.parametrize("chosen", ["stop", "ALTO", "cancel", "help", "ayuda", "start", "yes"])
def test_words_that_mean_something_else_are_no_codes(chosen: str) -> None:
    with pytest.raises(ValueError, match="means something else"):
        links.written(chosen)
