"""Finds the words for days and times in a folded text.

Rules are tried one after another, the more telling first; what a rule has taken is blanked out, so
that no later rule reads it again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.services.when.items import Item, Joint, Thing

DAY, TIME, NOTHING = "\x01", "\x02", "\x03"
"""What stands for each letter that was taken: by a day, by a time, by what is neither."""

AFTER_DAY = f"(?<={DAY} )"
AFTER_THING = f"(?<=[{DAY}{TIME}] )"
BEFORE_THING = f"(?= [{DAY}{TIME}])"

type Make = Callable[[re.Match[str], date], Sequence[Thing] | None]
"""What a match means on a given day; None where it means nothing after all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of whole words, and what it means."""

    pattern: re.Pattern[str]
    make: Make
    mark: str


def rule(says: str, make: Make, mark: str = DAY) -> Rule:
    """A rule for whole words; `mark` tells later rules what stood there."""
    return Rule(re.compile(rf"(?<!\w)(?:{says})(?!\w)"), make, mark)


def constant(*things: Thing) -> Make:
    """Always the same meaning."""
    return lambda match, today: things


def nothing(match: re.Match[str], today: date) -> Sequence[Thing]:
    """Words that look like a time and are none."""
    del match, today
    return ()


def scan(text: str, today: date, rules: Sequence[Rule]) -> list[Item]:
    """Everything the rules find, in the order it is said."""
    found: list[Item] = []
    for each in rules:
        text = _apply(each, text, today, found)
    found.extend(
        Item(at.start(), at.end(), Joint.COMMA) for at in re.finditer(r"(?<= ),(?= )", text)
    )
    return sorted(found, key=lambda item: item.start)


def _apply(each: Rule, text: str, today: date, found: list[Item]) -> str:
    pieces, last = [], 0
    for match in each.pattern.finditer(text):
        things = each.make(match, today)
        if things is None:
            continue
        found.extend(_placed(match, things))
        mark = each.mark if things else NOTHING
        pieces += [text[last : match.start()], mark * (match.end() - match.start())]
        last = match.end()
    return "".join([*pieces, text[last:]])


def _placed(match: re.Match[str], things: Sequence[Thing]) -> Iterator[Item]:
    for order, thing in enumerate(things):
        start = match.start() + order  # several of one match keep their order
        yield Item(start, max(match.end(), start), thing)
