"""A resident's text made ready to be searched for days and times."""

import re
import unicodedata

MAX_CHARACTERS = 600
"""What is read of one message: a day is not hidden behind the length of four text messages."""


def fold(text: str) -> str:
    """Small letters without accents; of the signs only those of times, dates and lists stay.

    "¡El sábado, 5:30 P.M.!" is "el sabado , 5:30 pm".
    """
    small = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].lower())
    small = "".join(letter for letter in small if not unicodedata.combining(letter))
    small = re.sub(r"['’`´]", "", small)
    small = re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", small)
    small = re.sub(r"(?<=[0-9])\.(?=[0-9]{2}(?![0-9]))", ":", small)
    small = re.sub(r"([a-z])\1{2,}", r"\1", small)
    small = re.sub(r"[–—]", "-", small).replace("@", " at ")
    small = re.sub(r"[;?!¿¡\n]|\.(?=\s+[a-z])", " , ", small)
    small = re.sub(r"[^a-z0-9,:/-]+", " ", small).replace(",", " , ")
    small = re.sub(r"(?<![0-9])[:/]|[:/](?![0-9])", " ", small)
    small = re.sub(r"(?<=[a-z])-|-(?=[a-z])", " - ", small)
    return " ".join(small.split())
