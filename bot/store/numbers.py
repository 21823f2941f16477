"""The numbers of rows, as they come from outside."""

import re
from typing import Final

LARGEST_NUMBER: Final = 2**63 - 1
"""Of a row in the database (PostgreSQL's bigint)."""
_DIGITS: Final = re.compile(r"[0-9]{1,19}")


def row_number(text: str) -> int | None:
    """The number of a row; None where no row can have it."""
    number = int(text) if _DIGITS.fullmatch(text) else None
    return None if number is None or number > LARGEST_NUMBER else number
