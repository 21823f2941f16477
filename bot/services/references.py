"""References of applications, as they are written and as people write them."""

import re

_SIGNS = re.compile(r"[^A-Z0-9]+")


def reference_key(reference: str) -> str:
    """What a reference is found by: "cc 48213", "CC-48213" and "CC48213" are one."""
    return _SIGNS.sub("", reference.upper())
