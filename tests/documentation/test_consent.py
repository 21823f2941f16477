"""The words that end messages are published as they are recognized."""

from bot.conversation.reasons import FOR_STAFF
from scripts.write_consent import PAGE, with_words


def test_the_published_words_are_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    assert with_words(page) == page, "run `.venv/bin/python -m scripts.write_consent`"


def test_staff_can_look_up_why_a_message_was_held_back() -> None:
    page = (PAGE.parent / "staff.md").read_text("utf-8")
    assert [row for row in FOR_STAFF.items() if "| `{}` | {} |".format(*row) not in page] == []
