"""The published words about messages (`en.yml`, `es.yml`), as patterns over plain sentences.

All languages are read at once: residents mix them.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

type Wordings = Literal["asking", "denying", "keeping", "everywhere"]
type Words = Literal[
    "limits",
    "not_messages",
    "doubtful",
    "reminders",
    "campaigns",
    "only",
    "ending",
    "negating",
    "but",
    "besides",
    "beside",
    "nothing",
    "kept",
    "kept_after",
]


class Wording(BaseModel):
    """Ways to say one thing: a regular expression over plain sentences, and what people write."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    pattern: str
    says: list[str]


class Lists(BaseModel):
    """One language's file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    stop: list[str]
    stop_all: list[str]
    start: list[str]
    plainest: list[str]
    """Keywords that mean the same at the end of a message, after a comma or a full stop."""
    agree: list[str]
    """What carriers take for an opt-in, though it mostly answers something else."""
    help: list[str]
    around: list[str]
    """What may stand around a keyword without changing it."""
    parts: dict[str, str]
    """Named parts of the patterns below: `{messages}` and the like."""
    asking: list[Wording]
    """Wishes to end messages."""
    denying: list[Wording]
    """That they are not to end: "don't stop"."""
    keeping: list[Wording]
    """That messages are wanted, or do not come."""
    not_messages: str
    """What else may be ended or left: with it and without a word for messages, it is no wish."""
    limits: str
    """A wish for another time or language, not for an end."""
    doubtful: str
    """With it, a message that sounds like a wish may well be none."""
    reminders: str
    campaigns: str
    only: str
    ending: str
    """Words for an end: "cancel only the reminders" keeps none."""
    negating: str
    but: str
    """What stands between two clauses."""
    besides: str
    """What stands before the one thing that a clause leaves out."""
    beside: str
    """What stands between two things that are named together."""
    nothing: str
    """That there be none of anything."""
    kept: str
    """What stands before a kind of messages that is to go on: "but keep"; so does `only`."""
    kept_after: str
    """What stands behind one: "are fine"."""
    everywhere: list[Wording]
    spelling: str
    """Words put right where they are misspelt."""


@cache
def all_lists() -> dict[str, Lists]:
    """Every language's lists, by its code."""
    files = sorted(Path(__file__).parent.glob("*.yml"))
    return {f.stem: Lists.model_validate(yaml.safe_load(f.read_text("utf-8"))) for f in files}


@cache
def patterns(of: Wordings) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The wordings of one kind, each with the language it is listed in."""
    return tuple(
        (language, filled(wording.pattern))
        for language, lists in all_lists().items()
        for wording in getattr(lists, of)
    )


@cache
def words(of: Words) -> re.Pattern[str]:
    """The words of one kind, in any language."""
    return filled("|".join(getattr(lists, of) for lists in all_lists().values()))


@cache
def messages() -> re.Pattern[str]:
    """Words for messages of any kind."""
    return filled("{messages}|{kinds}")


@cache
def around() -> re.Pattern[str]:
    """What may stand before or after a keyword."""
    listed = "|".join(word for lists in all_lists().values() for word in lists.around)
    return re.compile(rf"^(?:{listed})(?!\w)|(?<!\w)(?:{listed})$")


def clauses(said: str) -> list[str]:
    """The clauses of a plain sentence."""
    return _between_clauses().split(said)


@cache
def _between_clauses() -> re.Pattern[str]:
    but, besides = words("but").pattern, words("besides").pattern
    return re.compile(rf" , | {but} | (?={besides})")


@cache
def plainest() -> dict[str, str]:
    """The plainest keywords, each with the language it is listed in."""
    return {word: code for code, lists in all_lists().items() for word in lists.plainest}


@cache
def vocabulary() -> frozenset[str]:
    """Words that are put right where they are misspelt."""
    return frozenset(word for lists in all_lists().values() for word in lists.spelling.split())


def filled(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words, its parts put in."""
    for name, part in _parts().items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{part})")
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


@cache
def _parts() -> dict[str, str]:
    """Every named part, in all languages together."""
    found: dict[str, list[str]] = {}
    for lists in all_lists().values():
        kinds = f"{lists.reminders}|{lists.campaigns}"
        for name, part in {**lists.parts, "kinds": kinds}.items():
            found.setdefault(name, []).append(part)
    return {name: "|".join(parts) for name, parts in found.items()}
