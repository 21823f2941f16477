"""Which language a message is in, and when a resident's language changes."""

from dataclasses import dataclass
from functools import cached_property

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from bot.conversation.catalog import Catalog
from bot.conversation.words import plain

SURE = 0.6
"""Confidence at which a first message sets the language."""
SWITCH = 0.75
"""Confidence needed to leave a language that is set (hysteresis)."""
SWITCH_WORDS = 3
"""Words needed for that: shorter texts are names, greetings and borrowed words."""
SWITCH_HITS = 2
"""Common words of one language, with none of another, that are enough for it too."""

VOWELS = frozenset("aeiouy")
"""What has none of them is no word that letter statistics could tell: "zxcv", "60608"."""


@dataclass(frozen=True)
class Known:
    """What is known of a resident's language before a message is read."""

    language: str | None
    """What they are written to in."""
    is_presumed: bool = False
    """Only their app or page has told it, no word of theirs."""

    @property
    def shown(self) -> str | None:
        """The language they showed or asked for themselves."""
        return None if self.is_presumed else self.language


class LanguageReader:
    """Tells the language of texts among those of the catalog.

    Letter statistics (lingua) fail on a word or two: they take "hello" for Spanish. So short texts
    are first looked up among the commonest words of each language (`language.words`); in longer
    ones those words outweigh the statistics, which misspelt words lead astray.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._languages = catalog.languages
        self._telling = {
            language: {plain(word) for word in catalog[language].words("language.words")}
            for language in catalog.languages
        }

    @cached_property
    def _detector(self) -> LanguageDetector:
        known = [
            language
            for language in Language.all()
            if language.iso_code_639_1.name.lower() in self._languages
        ]
        return LanguageDetectorBuilder.from_languages(*known).build()

    def warm_up(self) -> None:
        """Loads the language models before the first message needs them."""
        self._detector.compute_language_confidence_values("hola hello")

    def read(self, text: str, current: str | None) -> str | None:
        """The resident's language after this message; `current` (or None) if it does not tell."""
        words = _words(text)
        if not words:
            return current or self._told(text)
        is_short = len(words) < SWITCH_WORDS
        if is_short and (settled := current or self._told(text)):
            return settled
        told = self._told(text)
        if told and (current in (None, told) or self._hits(text, told) >= SWITCH_HITS):
            return told
        return self._by_letters(words, SWITCH if current else SURE) or current

    def shown(self, text: str) -> str | None:
        """The language a text shows of somebody whose app or page has told one; None for none.

        On a word or two, letter statistics tell less than that.
        """
        words = _words(text)
        if not words:
            return None
        told = self._told(text)
        if told or len(words) < SWITCH_WORDS:
            return told
        return self._by_letters(words, SWITCH)

    def _by_letters(self, words: list[str], needed: float) -> str | None:
        """The language that letter statistics tell with the confidence needed."""
        best = self._detector.compute_language_confidence_values(" ".join(words))[0]
        return best.language.iso_code_639_1.name.lower() if best.value >= needed else None

    def _told(self, text: str) -> str | None:
        """The one language whose common words are in a text."""
        found = [language for language in self._telling if self._hits(text, language)]
        return found[0] if len(found) == 1 else None

    def _hits(self, text: str, language: str) -> int:
        """How many common words of a language are in a text."""
        return len(set(plain(text).split()) & self._telling[language])


def _words(text: str) -> list[str]:
    """The words of a text that can tell a language."""
    return [word for word in text.split() if "@" not in word and VOWELS & set(plain(word))]
