"""Finds a link's code in what a resident wrote."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.services.links.codes import LONGEST, RESERVED, SHORTEST, code_of

WORD = re.compile(r"[^\W_]+")
MOST_PIECES = 3
"""Pieces that a code may be torn into: "luna 47", "back to school"."""
MOST_WORDS = 40
"""Words of a message within which a code is looked for."""


@dataclass(frozen=True)
class Mention:
    """A place in a message that may be a code."""

    code: str
    rest: str
    """The message without it."""
    is_all: bool
    """Nothing else is said, but for courtesies."""


def mentions(text: str, courtesies: Collection[str]) -> list[Mention]:
    """The places of a message that may be a code, the longest first.

    A code with a digit is recognized in any sentence. A code that is a mere word ("feria") is one
    only where nothing else is said, but for `courtesies` (as `code_of` reads them): otherwise who
    asks about a fair would be taken for somebody who came by a link.
    """
    found = [
        mention
        for mention in _places(text, courtesies)
        if mention.is_all or any(map(str.isdigit, mention.code))
    ]
    return sorted(found, key=lambda mention: -len(mention.code))


def is_courtesy(text: str, courtesies: Collection[str]) -> bool:
    """Whether a text says nothing but a greeting, a please or a thank-you."""
    return all(code_of(word[0]) in courtesies for word in WORD.finditer(text))


def _places(text: str, courtesies: Collection[str]) -> Iterator[Mention]:
    words = list(WORD.finditer(text))[:MOST_WORDS]
    for first in range(len(words)):
        for last in range(first, min(first + MOST_PIECES, len(words))):
            start, end = words[first].start(), words[last].end()
            code = code_of(text[start:end])
            is_long_enough = SHORTEST <= len(code) <= LONGEST
            if is_long_enough and code[0].isalpha() and code not in RESERVED:
                rest = " ".join(f"{text[:start]} {text[end:]}".split())
                yield Mention(code, rest, is_courtesy(rest, courtesies))
