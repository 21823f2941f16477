"""Which language a resident is answered in: told by words, kept until a text is clearly another."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.catalog import Catalog
from bot.conversation.language import LanguageReader
from bot.services.content import load

PACK = load(Path(__file__).parents[2] / "content" / "demo")
READER = LanguageReader(Catalog(PACK.texts(), ZoneInfo(PACK.city.time_zone)))


@pytest.mark.parametrize(
    ("text", "current", "language"),
    [
        ("hello", None, "en"),
        ("ola", None, "es"),
        ("q tal", None, "es"),
        ("califico", None, "es"),
        ("kiero saver si kalifico", None, "es"),
        ("do we qualify", None, "en"),
        ("60608", None, None),
        ("zxcv", None, None),
        ("👍", None, None),
        ("zxcv", "en", "en"),
        ("ana@example.org", "es", "es"),
        ("gracias", "en", "en"),
        ("ok thanks", "es", "es"),
        ("quiero saber si califico para el internet", "en", "es"),
        ("do my kids need to be in cps for this", "es", "en"),
    ],
)
def test_language_after_a_message(text: str, current: str | None, language: str | None) -> None:
    assert READER.read(text, current) == language


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hola", "es"),
        ("Hola!", "es"),
        ("buenos dias", "es"),
        ("necesito internet", "es"),
        ("mi solicitud", "es"),
        ("¿califico?", "es"),
        ("gracias", "es"),
        ("hello", "en"),
        ("my application", "en"),
        ("me gustaria aprender computacion", "es"),
        ("wifi", None),
        ("Lawndale Elementary", None),
        ("Jose Garcia", None),
        ("60608", None),
        ("👍", None),
        ("ana@mi.org", None),
    ],
)
def test_what_words_show_of_somebody_whose_app_has_told(text: str, shown: str | None) -> None:
    assert READER.shown(text) == shown
