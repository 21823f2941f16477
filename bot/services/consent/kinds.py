"""Which kinds of messages a wish to end them means: "stop the ads but keep the reminders"."""

import re
from functools import cache
from typing import Final, get_args

from bot.services.consent.lists import filled, words
from bot.services.consent.topics import ALL, Scope, Topic

TOPICS: Final[tuple[Topic, ...]] = get_args(Topic.__value__)


def ended(said: str) -> tuple[Scope, ...]:
    """What is to end by a plain sentence that wishes an end.

    Where only what shall go on is named, all that we send of our own accord besides it.
    """
    if _and_all().search(said):
        return (ALL,)
    kept = [found[0] for found in _kept().finditer(said) if not _is_ended(found)]
    going_on, rest = " ".join(kept), said
    for each in kept:
        rest = rest.replace(each, " ")
    named = [topic for topic in TOPICS if words(topic).search(rest)]
    if named:
        return tuple(named)
    others = [topic for topic in TOPICS if not words(topic).search(going_on)]
    return tuple(others) if going_on else (ALL,)


@cache
def _and_all() -> re.Pattern[str]:
    """Messages named beside a kind of them, or nothing at all: "no messages and no reminders"."""
    link = rf"(?: ,)? {words('beside').pattern}(?: \w+){{0,2}}?"
    none = words("nothing").pattern
    return filled(rf"{{messages}}{link} {{kinds}}|{{kinds}}{link} {{messages}}|{none}")


@cache
def _kept() -> re.Pattern[str]:
    """A kind that shall go on, with the words that say so."""
    breaking = "|".join(words(of).pattern for of in ("negating", "but", "ending"))
    between = rf"(?: (?!{breaking})\w+){{0,4}}?"
    before = f"{words('only').pattern}|{words('kept').pattern}"
    after = words("kept_after").pattern
    return filled(rf"(?:{before}){between} {{kinds}}|{{kinds}}{between} (?:{after})")


def _is_ended(kept: re.Match[str]) -> bool:
    """Whether "only the reminders" is what shall end: "cancel only the reminders"."""
    before = kept.string[: kept.start()].rstrip()
    is_after_an_end = re.search(rf"{words('ending').pattern}(?: \w+)?$", before)
    return bool(words("only").match(kept[0]) and is_after_an_end)
