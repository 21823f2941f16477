"""How hard a text is to read, by the usual formulas, on syllables counted here.

textstat would fetch a dictionary from the network, and its fallback (hyphenation) counts too few
syllables in English.
"""

import re
from collections.abc import Callable

SINGLE_GRADE_EN = 9.0
"""Grade no single message may pass: names and numbers weigh more in a short text."""

SINGLE_EASE_ES = 65.0
"""Ease no single Spanish message may fall below."""

MIN_SENTENCES = 2
MIN_WORDS = 12
"""Shorter messages are left out of the reading level: the formulas are made for prose."""


def grade(text: str) -> float:
    """Flesch-Kincaid school grade of an English text."""
    words, sentences, syllables = _counts(text, syllables_en)
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def ease(text: str) -> float:
    """Fernández-Huerta reading ease of a Spanish text: 206.84 - 60 P - 1.02 F (Law's reading).

    P is syllables a word, F words a sentence.
    """
    words, sentences, syllables = _counts(text, syllables_es)
    return 206.84 - 60 * syllables / words - 1.02 * words / sentences


def is_hard(text: str, language: str) -> bool:
    """Whether a message of ours is above a sixth-grade level; False where no formula tells."""
    if not is_prose(text):
        return False
    if language == "en":
        return grade(text) > SINGLE_GRADE_EN
    return language == "es" and ease(text) < SINGLE_EASE_ES


def syllables_en(word: str) -> int:
    """Syllables of an English word: its groups of vowels, less a silent e at the end."""
    groups = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]es?$|[^aeioutdy]ed$|[aeiouy]le$", word):
        groups -= 1
    return max(groups, 1)


def syllables_es(word: str) -> int:
    """Syllables of a Spanish word: strong vowels part, weak ones join unless accented."""
    word = re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "q", re.sub(r"y$", "i", word))
    return max(len(re.findall(r"[iuü]?[aeoáéó][iuü]?|[íú]|[iuü]+", word)), 1)


def is_prose(text: str) -> bool:
    """Whether a text is long enough to be measured."""
    prose = _prose(text)
    return len(_sentences(prose)) >= MIN_SENTENCES and len(_words(prose)) >= MIN_WORDS


def _counts(text: str, syllables: Callable[[str], int]) -> tuple[int, int, int]:
    prose = _prose(text)
    words = _words(prose)
    return max(len(words), 1), max(len(_sentences(prose)), 1), sum(map(syllables, words))


def _prose(text: str) -> str:
    """The text without what is not read as words: addresses, numbers, placeholders."""
    bare = re.sub(r"\S+\.(com|org|edu|net|gov)\S*?(?=[.,;:]?(\s|$))", "", text)
    bare = re.sub(r"\{\w+\}|[$+]?\d[\d.,:/%-]*\d|\d", "", bare)
    return re.sub(r"\b(\w)\.", r"\1", bare)


def _sentences(prose: str) -> list[str]:
    return [part for part in re.split(r"[.!?:\n]+(?:\s|$)", prose) if _words(part)]


def _words(prose: str) -> list[str]:
    return re.findall(r"[a-záéíóúüñ]+(?:'[a-z]+)?", prose.lower())
