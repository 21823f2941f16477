"""The words that end messages are published as they are recognized."""

from scripts.write_consent import PAGE, with_words


def test_the_published_words_are_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    assert with_words(page) == page, "run `.venv/bin/python -m scripts.write_consent`"
