"""The content pack's texts hold to what every text we say must hold to."""

from pathlib import Path

import pytest

from bot.services.content import load
from bot.services.reading_level import syllables_en, syllables_es
from tests.texts.checks import faults

ROOT = Path(__file__).parents[2]
CHOICES = {
    "en": "\n1 Yes\n2 No\n3 Not sure\n4 Skip this",
    "es": "\n1 Sí\n2 No\n3 No sé\n4 Saltar esta pregunta",
}


@pytest.mark.parametrize("pack", ["chicago", "demo"])
def test_texts_are_short_plain_and_in_every_language(pack: str) -> None:
    content = load(ROOT / "content" / pack)
    assert faults(content.texts(), content.city.languages, CHOICES) == []


LONG_WORDS = "Internationalization considerations necessitate comprehensive reconsideration. "
GOOD = {"en": "You can call the school. They will help you with it.", "es": "Llame. Le ayudan."}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ({"en": "Hi"}, "in ['en'], not in"),
        ({"en": "Hi {name}", "es": "Hola"}, "placeholders differ"),
        ({"en": "It’s here", "es": "Ya"}, "not in GSM-7"),
        ({"en": "word " * 62, "es": "Ya"}, "characters"),
        ({"en": LONG_WORDS * 3, "es": "Ya"}, "level"),
        ({"en": "Hi", "es": LONG_WORDS * 3}, "level"),
    ],
)
def test_each_fault_is_found(text: dict[str, str], fault: str) -> None:
    assert any(fault in line for line in faults({"good": GOOD, "key": text}, ["en", "es"]))


def test_a_question_leaves_room_for_its_choices() -> None:
    text = {"what.question": dict.fromkeys(["en", "es"], "word " * 60)}
    assert faults(text, ["en", "es"]) == []
    assert faults(text, ["en", "es"], CHOICES) != []


@pytest.mark.parametrize(
    ("word", "count"),
    [("school", 1), ("family", 3), ("income", 2), ("used", 1), ("wanted", 2), ("apply", 2)],
)
def test_english_syllables(word: str, count: int) -> None:
    assert syllables_en(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("escuela", 3), ("ciudad", 2), ("días", 2), ("país", 2), ("pregunte", 3), ("aéreo", 4)],
)
def test_spanish_syllables(word: str, count: int) -> None:
    assert syllables_es(word) == count
