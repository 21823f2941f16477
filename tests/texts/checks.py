"""What every text we say must hold to, in any catalog: ``{key: {language: text}}`` in, faults out.

Reading level is measured with the usual formulas, on syllables counted here: textstat would fetch a
dictionary from the network, and its fallback (hyphenation) counts too few syllables in English.
"""

import re
from collections.abc import Callable, Iterator
from statistics import fmean
from string import Formatter

from bot.channels.twilio.segments import fold_accents, is_gsm7, segments

Texts = dict[str, dict[str, str]]

MAX_SEGMENTS = 2
"""SMS segments one message may take (a rule of ours; two are 306 characters of GSM-7)."""

MAX_GRADE_EN = 6.9
"""Flesch-Kincaid school grade a catalog's messages may have on average: below seventh grade."""

MIN_EASE_ES = 80.0
"""Fernández-Huerta ease Spanish messages must have on average: 80 to 90 is "easy"."""

SINGLE_GRADE_EN = 9.0
"""Grade no single message may pass: names and numbers weigh more in a short text."""

SINGLE_EASE_ES = 65.0
"""Ease no single Spanish message may fall below."""

MIN_SENTENCES = 2
MIN_WORDS = 12
"""Shorter messages are left out of the reading level: the formulas are made for prose."""

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


def placeholders(text: str) -> frozenset[str]:
    """Names of the placeholders in a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


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
        if spoken == language and _is_prose(text)
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


def _is_prose(text: str) -> bool:
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
