"""More ways to say the same: slips of a thumb on a phone, made on purpose in training examples."""

from __future__ import annotations

import random

_NEAR = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb",
    "h": "gyjn",
    "j": "hukm", "k": "jil", "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb",
    "b": "vghn",
    "n": "bhjm", "m": "njk",
}  # fmt: skip


def slip(word: str, rng: random.Random) -> str:
    """One slip within a word: a letter lost, doubled, swapped with the next or with a neighbor."""
    if len(word) < 3 or not word.isalpha():
        return word
    i = rng.randrange(len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1 :]
    if kind == 1:
        return word[:i] + word[i] + word[i:]
    if kind == 2:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    near = _NEAR.get(word[i].lower())
    return word[:i] + rng.choice(near) + word[i + 1 :] if near else word


def noisy(text: str, rng: random.Random, slips: float = 0.15, drops: float = 0.08) -> str:
    """The message again: some words slipped, a few left out, now and then a space missed."""
    parts = text.split()
    if not parts:
        return text
    kept = [p for p in parts if len(parts) < 4 or rng.random() >= drops] or parts
    out = ""
    for part in kept:
        glue = "" if not out or rng.random() < 0.02 else " "
        out += glue + (slip(part, rng) if rng.random() < slips else part)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return before + out + after
