"""Whom a message names to come: the resident, and relatives by first name, several at once."""

import re
import unicodedata
from collections.abc import Iterable

from bot.actions.base import Heard
from bot.services.phrases import plain
from bot.services.words import pattern, whole
from bot.store.models import SELF

SOMEBODY = "?"
"""Somebody of the family whose name is not told yet."""
LONGEST_NAME = 30
"""Characters of a first name."""
_WORD = r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*"
_AND = r"(?:\s*,\s*(?:and|y|e)\s+|\s*&\s*|\s+(?:and|y|e)\s+|\s*,\s*)"


def people_in(heard: Heard, is_asked: bool) -> list[str]:
    """SELF, first names and SOMEBODY, as "for me and my son Luis" tells them; none where nobody is.

    Asked who comes, a name or "my son" is enough.
    """
    said = " , ".join(plain(heard.text))
    relatives = _relatives(said, is_asked)
    with_me = bool(pattern("and_me").search(said))
    if not relatives and not (is_asked or with_me):
        return []
    names = _names(heard) if relatives or is_asked else []
    unnamed = [SOMEBODY] if relatives > len(names) else []
    others = [*names, *unnamed]
    return [SELF, *others] if others and with_me else others


def bare_names(heard: Heard) -> list[str]:
    """First names where they were asked for: a word or two each."""
    if named := _names(heard):
        return named
    text = re.sub(rf"^\W*{pattern('called').pattern}\s+", "", heard.text.strip(), flags=re.I)
    if "?" in text or re.search(r"\d", text):
        return []
    told = [re.findall(_WORD, part) for part in re.split(_AND, text, flags=re.I)]
    return (
        _tidied(words[0] for words in told) if all(1 <= len(words) <= 3 for words in told) else []
    )


def _relatives(said: str, is_asked: bool) -> int:
    """How many times a relative is spoken of as somebody who comes."""
    relative = rf"(?:my|mi|mis|our) (?:{pattern('relatives').pattern})"
    whom = "(?:(?:for|para|a) )?" if is_asked else "(?:for|para|a|and|y|up) "
    if not whole(whom + relative).search(said):
        return 0
    return len(whole(relative).findall(said))


def _names(heard: Heard) -> list[str]:
    """The names the model found or that follow a relative, with those that "and" joins to them."""
    text = unicodedata.normalize("NFC", heard.text)
    found = {
        span for name in heard.entities.get("name", []) for span in _spans(re.escape(name), text)
    }
    folded = "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
    after = rf"{pattern('relatives').pattern}\s+(?:(?:{pattern('called').pattern})\s+)?({_WORD})"
    for match in re.finditer(rf"(?<!\w)(?:{after})", folded, re.IGNORECASE):
        span = match.span(match.lastindex or 0)
        if text[span[0]].isupper() and _is_name(text[slice(*span)]):
            found.add(span)
    names: dict[int, str] = {}
    for start, end in sorted(found):
        names |= _leading(text, start)
        names[start] = text[start:end]
        names |= _joined(text, end)
    return _tidied(names[start] for start in sorted(names))


def _spans(name: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"(?<!\w){name}(?!\w)", text, re.IGNORECASE)][:1]


def _joined(text: str, end: int) -> dict[int, str]:
    """Names that follow one, by where they stand: "Ana, Leo and Eva"."""
    listed = re.compile(rf"((?:\s*,\s*{_WORD})*)\s*,?\s*(?:\b(?:and|y|e)\b|&)\s+({_WORD})")
    match = listed.match(text, end)
    if not match:
        return {}
    words = [*re.finditer(_WORD, match[1])]
    spans = [(match.start(1) + word.start(), word[0]) for word in words]
    spans.append((match.start(2), match[2]))
    ends_there = not re.search(r"\w", text[match.end() :])
    are_names = all(_is_name(word) and (word[0].isupper() or ends_there) for _, word in spans)
    return dict(spans) if are_names else {}


def _leading(text: str, start: int) -> dict[int, str]:
    """Names that stand before one, by where they stand."""
    listed = re.search(
        rf"(?<!\w)({_WORD}(?:\s*,\s*{_WORD})*)\s*,?\s*(?:\b(?:and|y|e)\b|&)\s+$", text[:start]
    )
    if not listed:
        return {}
    words = {listed.start(1) + word.start(): word[0] for word in re.finditer(_WORD, listed[1])}
    begins_there = not re.search(r"\w", text[: listed.start()])
    are_names = all(
        _is_name(word) and (word[0].isupper() or begins_there) for word in words.values()
    )
    return words if are_names else {}


def _is_name(word: str) -> bool:
    said = " ".join(plain(word))
    known = ("no_name", "relatives")
    return len(word) > 1 and not any(pattern(each).fullmatch(said) for each in known)


def _tidied(names: Iterable[str]) -> list[str]:
    """First names alone, as names are written, each once."""
    firsts = [(name.split() or [""])[0][:LONGEST_NAME] for name in names]
    tidy = {" ".join(plain(first)): first[:1].upper() + first[1:] for first in reversed(firsts)}
    return [*reversed(tidy.values())]
