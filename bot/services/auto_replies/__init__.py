"""Recognizes what mail programs and telephones answer by themselves while nobody reads.

By lists of phrases for each language (`en.yml`, `es.yml`): anybody can read what goes unanswered.
"""

import re
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from bot.services.phrases import plain


class AutoReplyWords(BaseModel):
    """One language's file: regular expressions over plain text (see `bot.services.phrases`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    opening: list[str]
    """How such replies begin."""
    anywhere: list[str]
    """What only such replies say."""


def is_one(text: str) -> bool:
    """Whether a text is an automatic reply."""
    sentences = plain(text)
    return any(
        (place == 0 and _pattern("opening").match(sentence))
        or _pattern("anywhere").search(sentence)
        for place, sentence in enumerate(sentences)
    )


@cache
def _pattern(field: str) -> re.Pattern[str]:
    says = "|".join(phrase for words in _all_words() for phrase in getattr(words, field))
    return re.compile(rf"(?<!\w)(?:{says})(?!\w)")


@cache
def _all_words() -> tuple[AutoReplyWords, ...]:
    files = sorted(Path(__file__).parent.glob("*.yml"))
    return tuple(AutoReplyWords.model_validate(yaml.safe_load(f.read_text("utf-8"))) for f in files)
