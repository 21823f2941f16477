"""A resident's text made plain, and the small grammar of answers: yes, no, not sure, "no tengo".

Plain text is small letters without accents or apostrophes, one sentence a string, a comma standing
alone between spaces: "Sí, ¡no tengo Wi-Fi!" is ``["si , no tengo wi fi"]``.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Literal

from bot.services.words import pattern

MAX_CHARACTERS = 1600
"""What is read of one message; no text message is longer (bot.channels.twilio.segments)."""

REACH = 6
"""How many words after a "no" it still governs."""

CLOSE = 0.85
"""How alike a word must be to one we know to be taken for a misspelling of it, from 0 to 1."""

SHORTEST = 5
"""Shorter words are never corrected: too many are one letter apart."""

Plain = Literal["yes", "no", "unknown", "skip"]


def plain(text: str) -> list[str]:
    """The sentences of a text, made plain."""
    small = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].lower())
    small = "".join(letter for letter in small if not unicodedata.combining(letter))
    small = re.sub(r"['’`´]", "", small)
    small = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", small)
    small = re.sub(r"([a-z])\1{2,}", r"\1", small)
    sentences = re.split(r"[.!?;:\n¡¿()…]+", small)
    spaced = (re.sub(r"[^a-z0-9,]+", " ", sentence).replace(",", " , ") for sentence in sentences)
    return [words for sentence in spaced if (words := " ".join(sentence.split()).strip(" ,"))]


def asked(text: str) -> frozenset[str]:
    """The sentences of a text that end with a question mark, made plain."""
    ends = re.findall(r"[^.!?;:\n…]+(?=\?)", text[:MAX_CHARACTERS])
    return frozenset(sentence for end in ends for sentence in plain(end))


def corrected(sentence: str, vocabulary: frozenset[str]) -> str:
    """The sentence with misspelt words put as the vocabulary has them."""
    return " ".join(_word(word, vocabulary) for word in sentence.split())


def vocabulary_of(patterns: Iterable[str]) -> frozenset[str]:
    """The words long enough to be recognized when misspelt, out of the patterns that use them."""
    return frozenset(
        word for says in patterns for word in re.findall(rf"[a-z]{{{SHORTEST},}}", says)
    )


def negated(sentence: str, start: int, end: int) -> bool:
    """Whether what stands from ``start`` to ``end`` is under a "no", said before or after it."""
    if pattern("negated_after").match(sentence[end:].lstrip()):
        return True
    before = sentence[:start]
    cut = max((found.start() for found in pattern("breaks").finditer(before)), default=0)
    cut = max(cut, before.rfind(",") + 1, _leading_no(before))
    reach = " ".join(before[cut:].split()[-REACH:])
    return bool(pattern("negators").search(reach))


def answer(sentences: list[str]) -> Plain | None:
    """What a message says to a yes-or-no question just asked, if it says it in plain words."""
    text = _fillers().sub("", " , ".join(sentences))
    if pattern("skip").match(text):
        return "skip"
    if pattern("unsure").search(text):
        return "unknown"
    if _leading_no(text):
        return "no"
    return "yes" if pattern("yes").match(text) else None


def says(field: str, text: str) -> bool:
    """Whether a text has one of the words of a field of `bot.services.words`."""
    return any(pattern(field).search(sentence) for sentence in plain(text))


def wants_back(text: str) -> bool:
    """Whether a message asks for the question before, and says nothing else."""
    sentences = plain(text)
    return len(sentences) == 1 and bool(
        pattern("back").fullmatch(_fillers().sub("", sentences[0]).replace(" , ", " "))
    )


@cache
def _word(word: str, vocabulary: frozenset[str]) -> str:
    if len(word) < SHORTEST or word in vocabulary or not word.isalpha():
        return word
    near = [known for known in vocabulary if known[0] == word[0]]
    found = get_close_matches(word, near, n=1, cutoff=CLOSE)
    return found[0] if found else word


def _leading_no(text: str) -> int:
    """Where a "no" that answers a question by itself ends, or 0: not the one in "no tengo"."""
    found = _no_by_itself().match(text)
    return found.end() if found else 0


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{pattern('fillers').pattern})[ ,]+)+")


@cache
def _no_by_itself() -> re.Pattern[str]:
    after = pattern("after_no").pattern
    return re.compile(rf"^(?:{pattern('no').pattern})(?= ,|$| (?:{after}))")
