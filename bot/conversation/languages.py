"""The names of languages, as residents write them in any language we speak."""

from babel import Locale

from bot.conversation.words import plain


def named_language(name: str, languages: tuple[str, ...]) -> str | None:
    """The code of the supported language that is named; None for any other."""
    said = plain(name)
    for code in languages:
        names = {
            plain(Locale.parse(speaker).languages.get(code, code)) for speaker in languages
        } | {plain(Locale.parse(code).get_display_name(code) or code)}
        if any(said.startswith(known[:4]) for known in names):
            return code
    return None
