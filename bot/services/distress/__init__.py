"""Recognizes words of danger, violence, despair or homelessness, before anything else is read.

By lists of words for each language (`en.yml`, `es.yml`), not by the classifier: what saves a life
must not depend on training, and anybody can read what is recognized. Idioms ("this wifi is killing
me") and what is said not to be ("we are not homeless") are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from bot.services.content import Sign
from bot.services.phrases import corrected, negated, plain, vocabulary_of
from bot.services.words import whole

IN_ORDER: Final[tuple[Sign, ...]] = ("danger", "violence", "despair", "homelessness")
"""The most pressing first: of several signs in a message the first is answered."""
LIFE: Final[frozenset[Sign]] = frozenset({"danger", "violence", "despair"})
"""Signs that a life may be at stake."""


class DistressWords(BaseModel):
    """One language's file: regular expressions over plain text (see `bot.services.phrases`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    idioms: list[str]
    """What only sounds so; taken out of the text first."""
    asks: str
    """Words by which a message that tells of a lost home also asks something."""
    signs: dict[Sign, list[str]]


@dataclass(frozen=True)
class Distress:
    """What was recognized in a message."""

    sign: Sign
    also_asks: bool
    """The rest of the message asks something that wants an answer of its own."""


def recognize(text: str) -> Distress | None:
    """The most pressing sign of distress in a message; None where there is none."""
    sentences = [_without_idioms(corrected(sentence, _vocabulary())) for sentence in plain(text)]
    for sign in IN_ORDER:
        for sentence in sentences:
            for start, end in _found(sign, sentence):
                rest = [other for other in sentences if other is not sentence]
                rest += [sentence[:start], sentence[end:]]
                return Distress(sign, any(_pattern_of_asking().search(part) for part in rest))
    return None


def _found(sign: Sign, sentence: str) -> Iterator[tuple[int, int]]:
    for found in _pattern(sign).finditer(sentence):
        if not negated(sentence, found.start(), found.end()):
            yield found.span()


def _without_idioms(sentence: str) -> str:
    return " ".join(_idioms().sub(" , ", sentence).split())


@cache
def _languages() -> tuple[DistressWords, ...]:
    files = sorted(Path(__file__).parent.glob("*.yml"))
    return tuple(DistressWords.model_validate(yaml.safe_load(f.read_text("utf-8"))) for f in files)


@cache
def _pattern(sign: Sign) -> re.Pattern[str]:
    return whole("|".join(says for words in _languages() for says in words.signs[sign]))


@cache
def _idioms() -> re.Pattern[str]:
    return whole("|".join(says for words in _languages() for says in words.idioms))


@cache
def _pattern_of_asking() -> re.Pattern[str]:
    return whole("|".join(words.asks for words in _languages()))


@cache
def _vocabulary() -> frozenset[str]:
    return vocabulary_of(
        says for words in _languages() for listed in words.signs.values() for says in listed
    )
