"""What the words of a message are about, whatever the language: the concepts of `concepts.yml`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import yaml

from components.vocabulary import in_school_name, kinds

_SIZES = (1, 2, 3, 5, 8, 13, sys.maxsize)


@cache
def _tables() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    whole: dict[str, list[str]] = {}
    begun: dict[str, list[str]] = {}
    # BaseLoader makes text of everything: "yes", "no" and "911" are words here.
    source = Path(__file__).with_name("concepts.yml").read_text(encoding="utf-8")
    for concept, listed in yaml.load(source, Loader=yaml.BaseLoader).items():  # noqa: S506
        for entry in listed:
            table = begun if entry.endswith("*") else whole
            table.setdefault(entry.rstrip("*"), []).append(concept)
    return whole, begun


def listed_words() -> list[str]:
    """The words that are listed whole, so that their misspellings can be told."""
    return list(_tables()[0])


def about(entry: str) -> tuple[str, ...]:
    """The concepts of a word, or of two in a row."""
    whole, begun = _tables()
    found = list(whole.get(entry, ()))
    for size in range(2, len(entry) + 1):
        found += begun.get(entry[:size], ())
    return tuple(found)


def concepts(text: str, about: Callable[[str], tuple[str, ...]] = about) -> list[str]:
    """The concepts of a message in the spelling of `text.even`, each once, as they appear."""
    words = text.split()
    found: dict[str, None] = {}
    for entry in (*words, *map(" ".join, pairwise(words))):
        found |= dict.fromkeys(about(entry))
    return list(found)


def concept_features(text: str, about: Callable[[str], tuple[str, ...]] = about) -> list[str]:
    """Concepts, kinds of words and length, alone and in pairs: "renew" with "license"."""
    words = text.split()
    found = {*concepts(text, about), *(f"a {kind}" for word in words for kind in kinds(word))}
    if any(in_school_name(words)):
        found.add("a school name")
    found.add(f"up to {next(size for size in _SIZES if len(words) <= size)} words")
    ordered = sorted(found)
    return [*ordered, *map("+".join, combinations(ordered, 2))]
