"""The word classes and well-known names of `words.yml`, looked up by even spelling."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LONGEST_NAME = 5


@cache
def _read() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))


@cache
def _kinds() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, members in _read()["kinds of words"].items():
        for member in str(members).split():
            found.setdefault(member, []).append(kind)
    return found


@cache
def schools() -> tuple[str, ...]:
    """Names of schools, as residents shorten them."""
    return tuple(name.strip() for name in _read()["names of"]["schools"].split(","))


@cache
def _school_names() -> frozenset[str]:
    return frozenset(schools())


@cache
def people() -> tuple[str, ...]:
    """Names of people, given and full, as many as there are given ones."""
    lists = _read()["kinds of words"]
    given, family = lists["first name"].split(), lists["last name"].split()
    return tuple(
        first if i % 3 == 0 else f"{first} {family[i % len(family)]}".title()
        for i, first in enumerate(given)
    )


@cache
def every_word() -> frozenset[str]:
    """All words listed, so that a name is not taken for a misspelling."""
    return frozenset(_kinds()) | {word for name in schools() for word in name.split()}


def kinds(norm: str) -> list[str]:
    """The classes a word belongs to."""
    return _kinds().get(norm, [])


def in_school_name(norms: list[str]) -> list[bool]:
    """For each word of a message, whether it is part of a known school's name."""
    inside = [False] * len(norms)
    for start in range(len(norms)):
        for end in range(min(start + LONGEST_NAME, len(norms)), start, -1):
            if " ".join(norms[start:end]) in _school_names():
                inside[start:end] = [True] * (end - start)
                break
    return inside
