"""Whether what a resident says of us is praise or a complaint."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from bot.services.phrases import negated, plain
from bot.services.words import whole

type Tone = Literal["praise", "complaint", "unclear"]


class Tones(BaseModel):
    """One language's file: regular expressions over plain text (see `bot.services.phrases`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    praise: str
    complaint: str


def tone_of(text: str) -> Tone:
    """Praise or complaint; a complaint weighs more, and what is neither is unclear."""
    praise = complaint = False
    for sentence in plain(text):
        complaint |= bool(_pattern("complaint").search(sentence))
        for found in _pattern("praise").finditer(sentence):
            is_negated = negated(sentence, found.start(), found.end())
            praise |= not is_negated
            complaint |= is_negated
    if complaint:
        return "complaint"
    return "praise" if praise else "unclear"


@cache
def _pattern(tone: str) -> re.Pattern[str]:
    files = sorted(Path(__file__).parent.glob("*.yml"))
    languages = [Tones.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in files]
    return whole("|".join(getattr(tones, tone) for tones in languages))
