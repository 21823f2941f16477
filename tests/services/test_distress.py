"""Words of distress are recognized, and what only sounds like them is not."""

from pathlib import Path

import pytest
import yaml

from bot.services.content import Content
from bot.services.distress import IN_ORDER, recognize

FOLDER = Path(__file__).parent / "data" / "distress"
DISTRESS = yaml.safe_load((FOLDER / "distress.yml").read_text("utf-8"))
NEAR_MISSES = yaml.safe_load((FOLDER / "near_misses.yml").read_text("utf-8"))
MOST_MISSED = 0.02
"""Share of the messages in distress that may be missed, or taken for another sign."""
MOST_FALSE = 0.02
"""Share of the near misses that may be taken for distress."""


def sign(text: str) -> str | None:
    found = recognize(text)
    return found.sign if found else None


def test_distress_is_recognized_for_what_it_is() -> None:
    phrases = [(wanted, text) for wanted, texts in DISTRESS.items() for text in texts]
    missed = [(wanted, sign(text), text) for wanted, text in phrases if sign(text) != wanted]
    print(*missed, sep="\n")
    assert len(phrases) >= 80
    assert len(missed) <= MOST_MISSED * len(phrases)


def test_what_only_sounds_like_distress_is_none() -> None:
    false = [(sign(text), text) for text in NEAR_MISSES if sign(text)]
    print(*false, sep="\n")
    assert len(NEAR_MISSES) >= 80
    assert len(false) <= MOST_FALSE * len(NEAR_MISSES)


@pytest.mark.parametrize(
    "text",
    ["I WANT TO DIE!!!", "hi. i want to die", "2 kids, 60623\ni want to die", "/i want to die"],
)
def test_in_whatever_form_it_comes(text: str) -> None:
    assert sign(text) == "despair"


def test_of_several_signs_the_most_pressing_is_answered() -> None:
    assert sign("we are homeless and my husband hits me") == "violence"
    assert sign("i want to die. he has a gun") == "danger"


@pytest.mark.parametrize(
    ("text", "also_asks"),
    [
        ("we are in a shelter can we get internet", True),
        ("vivimos en un refugio, ¿podemos recibirlo?", True),
        ("estamos en un albergue", False),
        ("we have nowhere to sleep tonight", False),
    ],
)
def test_a_lost_home_told_with_a_question(text: str, also_asks: bool) -> None:
    found = recognize(text)
    assert found
    assert (found.sign, found.also_asks) == ("homelessness", also_asks)


def test_the_city_has_a_line_for_every_sign(chicago: Content) -> None:
    assert set(chicago.distress) == set(IN_ORDER)
