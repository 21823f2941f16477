"""Codes of links: short, easy to say over the phone in either language, and hard to mistake.

A code we make is a word that English and Spanish spell alike, and two digits. There is no 0 or 1
among them (they look like o and l), and any two codes differ in two places or more, so that one
slip of a finger never leads to another link.
"""

import random
import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from bot.services import consent

WORDS = tuple((Path(__file__).parent / "words.txt").read_text("ascii").split())
"""Nobody has to ask twice how to spell them: no accent, no ñ, no silent letter."""
DIGITS = "23456789"
SHORTEST, LONGEST = 3, 24
_SIGNS = re.compile(r"[^a-z0-9]+")
_WRITTEN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RESERVED = frozenset({"hello", "hola", "menu", "start", "inicio", "ayuda", "chat"})
"""Words that people text for something else; those about consent are refused by their own lists."""
TRIES = 200
"""Codes tried before one of three digits is made instead."""


def code_of(text: str) -> str:
    """The code in what somebody typed of it: "Luna-47." is "luna47", "NIÑEZ" is "ninez"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _SIGNS.sub("", plain)


def written(text: str) -> str:
    """How a code that somebody chose is shown; raises ValueError where it cannot be one."""
    shown = text.strip().casefold()
    code = code_of(shown)
    if not (_WRITTEN.fullmatch(shown) and SHORTEST <= len(code) <= LONGEST):
        raise ValueError(
            f"{text!r} is no code: {SHORTEST} to {LONGEST} letters and digits without accents, "
            "a letter first, single hyphens between them"
        )
    if consent.read_wish(code) or consent.is_yes(code) or code in RESERVED:
        raise ValueError(f"{text!r} means something else when it is texted; choose another word")
    return shown


def make(taken: Collection[str], dice: random.Random) -> str:
    """A code that cannot be mistaken for one that is taken."""
    digits = 2
    while True:
        for _ in range(TRIES):
            number = "".join(dice.choice(DIGITS) for _ in range(digits))
            code = f"{dice.choice(WORDS)}{number}"
            if not any(code == other or is_one_slip(code, other) for other in taken):
                return code
        digits += 1


def nearest(typed: str, known: Collection[str]) -> str | None:
    """The one known code that is a slip away from what was typed; None for none or several."""
    found = [code for code in known if is_one_slip(typed, code)]
    return found[0] if len(found) == 1 else None


def is_one_slip(one: str, other: str) -> bool:
    """Whether two codes differ by one sign: wrong, missing, too many, or two swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
