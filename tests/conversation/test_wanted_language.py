"""Which language is wanted where one is named: what is denied is not."""

from pathlib import Path

import pytest
import yaml

from bot.conversation.wanted_language import wanted_language

LANGUAGES = ("en", "es")
TABLE: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("wanted_languages.yml").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("text", "wanted"), [(text, wanted) for wanted, texts in TABLE.items() for text in texts]
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_the_language_that_is_wanted(text: str, wanted: str, current: str) -> None:
    found = wanted_language(text, [], current, LANGUAGES)
    assert found == (None if wanted == "neither" else wanted)


@pytest.mark.parametrize(
    ("text", "named", "wanted"),
    [
        ("i speak polish", "polish", None),
        ("i speak polish, no english", "polish", None),
        ("spansh pls", "spansh", "es"),
        ("no spansh", "spansh", "en"),
    ],
)
def test_names_that_were_understood(text: str, named: str, wanted: str | None) -> None:
    assert wanted_language(text, [named], "en", LANGUAGES) == wanted


@pytest.mark.parametrize(("current", "other"), [("en", "es"), ("es", "en")])
def test_without_a_name_it_is_the_other_one(current: str, other: str) -> None:
    assert wanted_language("wrong language", [], current, LANGUAGES) == other
