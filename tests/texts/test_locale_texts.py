"""The catalogs of `locales/`: complete, used, plain and short."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.conversation.catalog import DOMAIN, LOCALES, read_catalog, supported_languages
from bot.services.content import load
from tests.texts.checks import faults, missing_languages, unlike_placeholders

ROOT = Path(__file__).parents[2]
LISTS = re.compile(r"^pick\.|\.words$")
"""Keys of lists of words that residents may use; nobody reads them as texts."""


@cache
def texts() -> dict[str, dict[str, str]]:
    """Key -> language -> text, of every catalog."""
    found: dict[str, dict[str, str]] = {}
    for language in supported_languages():
        for message in read_catalog(LOCALES, language, DOMAIN):
            if message.id:
                found.setdefault(str(message.id), {})[language] = str(message.string)
    return found


def test_texts_exist_in_every_language_and_are_short_and_plain() -> None:
    prose = {key: text for key, text in texts().items() if not LISTS.search(key)}
    assert faults(prose, list(supported_languages())) == []
    assert missing_languages(texts(), list(supported_languages())) == []
    assert unlike_placeholders(texts()) == []


@cache
def mentioned() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Keys the code and the dialogue name, and patterns of keys that the code puts together."""
    literals: set[str] = set()
    patterns: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr):
                patterns.add(_pattern(node))
    literals |= set(_keys_of(yaml.safe_load((ROOT / "dialogues" / "domain.yml").read_text())))
    kinds = load(ROOT / "content" / "chicago").reminders.kinds.values()
    literals |= {choice.label for kind in kinds for choice in kind.choices}
    return frozenset(literals), tuple(re.compile(pattern) for pattern in patterns if pattern)


def _pattern(node: ast.JoinedStr) -> str:
    """An f-string as a pattern of keys: a dotted name with holes in it; else nothing."""
    parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    fixed = "".join(str(part) for part in parts if part is not None)
    if not re.fullmatch(r"[a-z_.]*\.[a-z_.]*", fixed):
        return ""
    return (
        "^" + "".join(r"[\w.]+" if part is None else re.escape(str(part)) for part in parts) + "$"
    )


def _keys_of(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("key"), str):
            yield node["key"]
        for value in node.values():
            yield from _keys_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from _keys_of(value)


@pytest.mark.parametrize("key", sorted(texts()))
def test_every_key_is_used(key: str) -> None:
    literals, patterns = mentioned()
    assert key in literals or any(pattern.match(key) for pattern in patterns)


def test_every_key_that_is_named_exists() -> None:
    named: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Reply", "Phrase"):
                named |= {
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "key" and isinstance(keyword.value, ast.Constant)
                }
    named |= set(_keys_of(yaml.safe_load((ROOT / "dialogues" / "domain.yml").read_text())))
    assert named <= set(texts())
