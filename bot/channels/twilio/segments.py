"""How many SMS segments a text takes, and how to make it take fewer.

The carriers bill and deliver by segment. A text wholly inside the GSM-7 alphabet (3GPP TS 23.038)
fits 160 characters in one segment; a single letter outside it, such as ``í``, turns the whole text
into UCS-2, at 70. Limits: Twilio's, as gathered in ``messaging-facts.md`` section 1 ("Length").
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

MAX_CHARACTERS = 1600
"""Twilio refuses a longer body with error 21617 (https://www.twilio.com/docs/api/errors/21617)."""

GSM7_SINGLE = 160
"""Septets in a message of one segment."""

GSM7_PART = 153
"""Septets in each segment of a longer message; the other seven hold the joining header."""

UCS2_SINGLE = 70
"""16-bit units in a message of one segment."""

UCS2_PART = 67
"""16-bit units in each segment of a longer message; the other three hold the joining header."""

GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters of one septet (3GPP TS 23.038, 6.2.1)."""

GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Characters of two septets, an escape and a code that may not part (3GPP TS 23.038, 6.2.1.1)."""


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs to send.

    ``characters`` is counted in units of the encoding: septets in GSM-7 (``€`` is two), 16-bit
    units in UCS-2 (an emoji is two or more).
    """

    encoding: Encoding
    count: int
    characters: int


def segments(text: str) -> Segments:
    """Count the segments of ``text`` as it stands; an empty text takes one."""
    if is_gsm7(text):
        widths = [2 if character in GSM7_EXTENSION else 1 for character in text]
        return Segments("GSM-7", _count(widths, GSM7_SINGLE, GSM7_PART), sum(widths))
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return Segments("UCS-2", _count(widths, UCS2_SINGLE, UCS2_PART), sum(widths))


def is_gsm7(text: str) -> bool:
    """Tell whether every character of ``text`` is in the GSM-7 alphabet."""
    return all(character in GSM7_BASIC or character in GSM7_EXTENSION for character in text)


def fold_accents(text: str) -> str:
    """Write ``á í ó ú`` and the like without their accent, if that makes all of ``text`` GSM-7.

    Letters GSM-7 has (``é ñ ü``) keep theirs. Where some other character still forces UCS-2,
    folding would only spoil the spelling, so the text comes back as it was.
    """
    folded = "".join(map(_fold, unicodedata.normalize("NFC", text)))
    return folded if is_gsm7(folded) else text


def _fold(character: str) -> str:
    if is_gsm7(character):
        return character
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isalpha() and is_gsm7(base) else character


def _count(widths: Iterable[int], single: int, part: int) -> int:
    """Fill segments in order; a character of two units never lies across two segments."""
    widths = list(widths)
    if sum(widths) <= single:
        return 1
    count, room = 1, part
    for width in widths:
        if width > room:
            count, room = count + 1, part
        room -= width
    return count
