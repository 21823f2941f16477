"""Half an emoji: JSON can hold it (RFC 8259, 8.2), UTF-8 and PostgreSQL cannot."""


def without_surrogates(text: str) -> str:
    """The text with a question mark for each half of a pair that stands alone."""
    return text.encode("utf-8", "replace").decode()
