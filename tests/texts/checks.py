"""What every text we say must hold to, in any catalog.

``{key: {language: text}}`` in, faults out.
"""

import re
from collections.abc import Callable, Iterator
from statistics import fmean
from string import Formatter

from bot.channels.twilio.segments import fold_accents, is_gsm7, segments
from bot.services.reading_level import SINGLE_EASE_ES, SINGLE_GRADE_EN, ease, grade, is_prose

Texts = dict[str, dict[str, str]]

MAX_SEGMENTS = 2
"""SMS segments one message may take (a rule of ours; two are 306 characters of GSM-7)."""

MAX_GRADE_EN = 6.9
"""Flesch-Kincaid school grade a catalog's messages may have on average: below seventh grade."""

MIN_EASE_ES = 80.0
"""Fernández-Huerta ease Spanish messages must have on average: 80 to 90 is "easy"."""

ARGUMENT = "December 4, 2020"
"""Stands in for each placeholder where a text's length is measured."""


def faults(texts: Texts, languages: list[str], choices: dict[str, str] | None = None) -> list[str]:
    """Every fault of a catalog, one line each.

    ``choices`` holds, by language, the numbered choices that questions are sent with; they count
    toward the length of every text whose key ends in ``question``.
    """
    return [
        *missing_languages(texts, languages),
        *unlike_placeholders(texts),
        *foreign_characters(texts),
        *too_long(texts, choices or {}),
        *too_hard(texts),
    ]


def missing_languages(texts: Texts, languages: list[str]) -> list[str]:
    """Texts that do not exist in exactly these languages."""
    return [
        f"{key}: in {sorted(text)}, not in {sorted(languages)}"
        for key, text in texts.items()
        if set(text) != set(languages) or not all(part.strip() for part in text.values())
    ]


def unlike_placeholders(texts: Texts) -> list[str]:
    """Texts whose placeholders differ between languages."""
    return [
        f"{key}: placeholders differ: { {lang: sorted(p) for lang, p in found.items()} }"
        for key, text in texts.items()
        if len(set((found := {lang: placeholders(t) for lang, t in text.items()}).values())) > 1
    ]


def foreign_characters(texts: Texts) -> list[str]:
    """Texts that stay outside GSM-7 even with accents folded: curly quotes, dashes, emoji."""
    return [
        f"{key}.{language}: {foreign} not in GSM-7"
        for key, language, text in _each(texts)
        if (foreign := sorted({c for c in text if not is_gsm7(fold_accents(c))}))
    ]


def too_long(texts: Texts, choices: dict[str, str]) -> list[str]:
    """Texts that take more than two SMS segments, accents folded and choices added."""
    found = []
    for key, language, text in _each(texts):
        sent = re.sub(r"\{\w+\}", ARGUMENT, text)
        if key.endswith("question"):
            sent += choices.get(language, "")
        counted = segments(fold_accents(sent))
        if counted.count > MAX_SEGMENTS:
            found.append(
                f"{key}.{language}: {counted.characters} characters, {counted.count} parts"
            )
    return found


def too_hard(texts: Texts) -> list[str]:
    """Languages, or single messages, above a sixth-grade reading level."""
    return [
        *_hard(
            texts, "en", grade, lambda level, bound: level <= bound, MAX_GRADE_EN, SINGLE_GRADE_EN
        ),
        *_hard(texts, "es", ease, lambda level, bound: level >= bound, MIN_EASE_ES, SINGLE_EASE_ES),
    ]


def placeholders(text: str) -> frozenset[str]:
    """Names of the placeholders in a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _hard(
    texts: Texts,
    language: str,
    measure: Callable[[str], float],
    within: Callable[[float, float], bool],
    mean_bound: float,
    single_bound: float,
) -> list[str]:
    levels = {
        key: measure(text)
        for key, spoken, text in _each(texts)
        if spoken == language and is_prose(text)
    }
    found = [
        f"{key}.{language}: level {level:.1f}, bound {single_bound}"
        for key, level in levels.items()
        if not within(level, single_bound)
    ]
    if levels and not within(mean := fmean(levels.values()), mean_bound):
        found.append(f"all texts in {language}: level {mean:.1f}, bound {mean_bound}")
    return found


def _each(texts: Texts) -> Iterator[tuple[str, str, str]]:
    for key, text in texts.items():
        for language, spoken in text.items():
            yield key, language, spoken
