"""Which language a message is in, and when a resident's language changes."""

from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

SURE = 0.6
"""Confidence at which a first message sets the language."""
SWITCH = 0.9
"""Confidence needed to leave a language that is set (hysteresis)."""
SWITCH_WORDS = 3
"""Words needed for that: shorter texts are names, greetings and borrowed words."""


@cache
def _detector(languages: tuple[str, ...]) -> LanguageDetector:
    known = [
        language for language in Language.all() if language.iso_code_639_1.name.lower() in languages
    ]
    return LanguageDetectorBuilder.from_languages(*known).build()


def warm_up(languages: tuple[str, ...]) -> None:
    """Loads the language models before the first message needs them."""
    _detector(languages).compute_language_confidence_values("hola hello")


def detect(text: str, current: str | None, languages: tuple[str, ...]) -> str | None:
    """The resident's language after this message; `current` (or None) where it does not tell."""
    words = [word for word in text.split() if any(char.isalpha() for char in word)]
    if not words or "@" in text:
        return current
    best = _detector(languages).compute_language_confidence_values(" ".join(words))[0]
    language = best.language.iso_code_639_1.name.lower()
    if current is None:
        return language if best.value >= SURE else None
    is_clear = best.value >= SWITCH and len(words) >= SWITCH_WORDS
    return language if is_clear else current
