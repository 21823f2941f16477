"""How far apart places are, and which ZIP code a resident names."""

import re
from functools import cache
from math import asin, cos, radians, sin, sqrt

from bot.services.content.places import Places
from bot.services.phrases import corrected, plain, vocabulary_of

EARTH_RADIUS_KM = 6371.0088
"""The mean radius (IUGG)."""


def distance_km(places: Places, one: str, other: str) -> float | None:
    """Kilometers between two ZIP codes as the crow flies; None where one is not in the table."""
    if one not in places.zip_codes or other not in places.zip_codes:
        return None
    (lat_a, lon_a), (lat_b, lon_b) = (
        map(radians, places.zip_codes[zip_code]) for zip_code in (one, other)
    )
    haversine = sin((lat_b - lat_a) / 2) ** 2 + (
        cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(haversine)))


def zip_named(places: Places, text: str) -> str | None:
    """The ZIP code a resident's text names, in figures or by a neighborhood; None for neither.

    A ZIP in figures is taken as it stands, also where the table does not have it. The longest name
    is taken: "West Englewood" is not Englewood.
    """
    figures = re.search(r"(?<![0-9])[0-9]{5}(?![0-9])", text)
    if figures:
        return figures[0]
    names = {name: code for code, names in places.neighborhoods.items() for name in names}
    if not names:
        return None
    vocabulary, pattern = _words(tuple(names))
    found = [
        match[0]
        for sentence in plain(text)
        for match in pattern.finditer(corrected(sentence, vocabulary))
    ]
    return names[max(found, key=len)] if found else None


@cache
def _words(names: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    """The names' words, to put misspelt ones right, and a pattern of the names."""
    longest_first = sorted(names, key=len, reverse=True)
    return vocabulary_of(names), re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
