"""Comparing what residents type with words we know: case, accents and punctuation aside."""

import unicodedata

_KEPT_MARKS = frozenset("#+")


def plain(text: str) -> str:
    """Lower case, without accents, punctuation or repeated spaces: "¡Sí, la 2ª!" is "si la 2a".

    Emoji stay, without their skin tone.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (_kept(char) for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


def _kept(char: str) -> str:
    if char in _KEPT_MARKS or unicodedata.category(char) == "So":
        return char
    if unicodedata.category(char) in ("Sk", "Cf"):
        return ""
    return char if char.isalnum() or char == "_" else " "
