"""Cuts a text that is longer than a channel takes, where a reader would pause."""

import re
from collections.abc import Iterator

PAUSES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"""[.!?…]["'»”)\]]*\s+|\n"""),
    re.compile(r"\s+"),
)
"""Ends of paragraphs, of sentences and lines, of words: the first kind that is found is used."""


def parts(text: str, longest: int | None) -> list[str]:
    """The text in parts of at most `longest` units; whole where it fits or nothing is the limit.

    A unit is a UTF-16 code unit, as phones count: an emoji is two. A part ends with a paragraph, a
    sentence or a line where there is one in its second half, else with a word.
    """
    if longest is None:
        return [text]
    return list(_cut(text, longest))


def _cut(text: str, longest: int) -> Iterator[str]:
    while _units(text) > longest:
        end = _end(text, _fitting(text, longest))
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _end(text: str, most: int) -> int:
    """Where the first part of a text ends that may have `most` characters."""
    for pause in PAUSES:
        found = [match.end() for match in pause.finditer(text, 0, most + 1)]
        ends = [end for end in found if most // 2 <= end <= most + 1]
        if ends:
            return ends[-1]
    return most


def _fitting(text: str, longest: int) -> int:
    """How many characters from the beginning of a text have `longest` units."""
    units = 0
    for index, character in enumerate(text):
        units += _width(character)
        if units > longest:
            return max(index, 1)
    return len(text)


def _units(text: str) -> int:
    return sum(map(_width, text))


def _width(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1
