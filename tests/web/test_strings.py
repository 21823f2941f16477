"""The pages' words: complete in both languages, and the language found for each reader."""

import re
import string
from pathlib import Path

import pytest
from starlette.requests import Request

from bot.web.strings import LANGUAGES, language_of, strings

WEB = Path(__file__).parents[2] / "bot" / "web"
USED_IN_TEMPLATE = re.compile(r"\bt\('([\w.]+)'(?!\s*~)")
USED_IN_SCRIPT = re.compile(r"\bstrings\.(\w+)")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert strings("en").keys == strings("es").keys


@pytest.mark.parametrize("key", sorted(strings("en").keys))
def test_each_text_is_written_with_the_same_placeholders(key: str) -> None:
    texts = [
        strings(language).group(key.rpartition(".")[0])[key.rpartition(".")[2]]
        for language in LANGUAGES
    ]
    assert all(text.strip() == text and text for text in texts)
    assert placeholders(texts[0]) == placeholders(texts[1])


@pytest.mark.parametrize("page", sorted((WEB / "templates").glob("*.html")), ids=lambda p: p.name)
def test_every_key_of_a_template_exists(page: Path) -> None:
    assert set(USED_IN_TEMPLATE.findall(page.read_text())) <= strings("en").keys


@pytest.mark.parametrize("group", ["chat", "simulator"])
def test_every_key_of_a_script_exists(group: str) -> None:
    scripts = (WEB / "static" / group).glob("*.js")
    used = {key for script in scripts for key in USED_IN_SCRIPT.findall(script.read_text())}
    assert used
    assert used <= set(strings("en").group(group))


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        strings("en")("no.such.key")


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "language"),
    [
        ("", "", "", "en"),
        ("lang=es", "", "en-US", "es"),
        ("", "es", "en-US", "es"),
        ("lang=en", "es", "es-MX", "en"),
        ("lang=fr", "fr", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("", "", "fr-FR,fr;q=0.9", "en"),
        ("", "", "en;q=0.5, es;q=0.9", "es"),
        ("", "", "es;q=0, en", "en"),
        ("", "", "es;q=x,;;,", "en"),
    ],
)
def test_the_readers_language(query: str, cookie: str, accept: str, language: str) -> None:
    headers = [(b"accept-language", accept.encode())]
    if cookie:
        headers.append((b"cookie", f"enlace_language={cookie}".encode()))
    request = Request({"type": "http", "query_string": query.encode(), "headers": headers})
    assert language_of(request) == language
