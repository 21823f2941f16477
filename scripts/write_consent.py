"""Writes the published words about messages into `docs/consent.md`, from the lists themselves.

`.venv/bin/python -m scripts.write_consent` renews it; a test fails where it is out of date.
"""

from collections.abc import Iterator

from bot.services.consent.lists import Lists, all_lists
from bot.settings import ROOT

PAGE = ROOT / "docs" / "consent.md"
BEGIN = "<!-- words: written by scripts/write_consent.py -->"
END = "<!-- words: end -->"
NAMES = {"en": "English", "es": "Spanish"}


def main() -> None:
    """Renews the page."""
    PAGE.write_text(with_words(PAGE.read_text("utf-8")), "utf-8")


def with_words(page: str) -> str:
    """The page with today's words between the marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    words = "\n".join(line for code, lists in all_lists().items() for line in _lines(code, lists))
    return f"{before}{BEGIN}\n{words}\n{END}{after}"


def _lines(code: str, lists: Lists) -> Iterator[str]:
    yield f"### {NAMES.get(code, code)}\n"
    yield "| a message that is nothing but | does |\n| --- | --- |"
    for words, does in (
        (lists.stop, "ends messages"),
        (lists.stop_all, "ends messages of every kind, whatever `ENLACE_STOP_ENDS` says"),
        (lists.start, "brings messages back, where any were stopped"),
        (lists.agree, "brings them back where all were stopped and no question is open"),
        (lists.help, "tells who writes, what it may cost and how to end it"),
    ):
        if words:
            yield f"| {', '.join(words)} | {does} |"
    yield "\nWishes that end messages, and whatever is said much like them:\n"
    for wording in (*lists.asking, *lists.everywhere):
        yield f"- {' · '.join(wording.says)}"
    yield "\nNo such wishes, though they sound like it:\n"
    for wording in (*lists.denying, *lists.keeping):
        yield f"- {' · '.join(wording.says)}"
    yield ""


if __name__ == "__main__":
    main()
