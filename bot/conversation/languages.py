"""The names of languages, as residents write them in any language we speak."""

from functools import cache

from babel import Locale

from bot.conversation.words import plain
from bot.services.words import words_of

CHANGED = "language.changed"
"""What is said, in that language, to who wished for one."""
BEGINNING = 4
"""Letters by which a name is known, so that its end may be misspelt."""


def named_language(name: str, languages: tuple[str, ...]) -> str | None:
    """The code of the supported language that is named; None for any other."""
    said = plain(name)
    for code in languages:
        if any(said.startswith(known[:BEGINNING]) for known in names(code, languages)):
            return code
    return None


@cache
def names(code: str, speakers: tuple[str, ...]) -> frozenset[str]:
    """What a language is called by speakers of these and by its own, made plain."""
    called = [Locale.parse(speaker).languages.get(code, code) for speaker in speakers]
    own = Locale.parse(code).get_display_name(code) or code
    return frozenset(map(plain, (*called, own, *words_of(code).language_called.split("|"))))
