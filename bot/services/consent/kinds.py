"""Which kinds of messages a wish to end them means: "stop the ads but keep the reminders"."""

import re
from functools import cache
from typing import Final, get_args

from bot.services.consent.lists import filled, words
from bot.services.consent.topics import ALL, Scope, Topic

NOT_KEPT: Final = (
    r"(?:no|not|dont|stop|quit|end|cancel|but|pero|sin|ni|parar|paren|cancelar|dejar)\b"
)
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic.__value__)


def ended(said: str) -> tuple[Scope, ...]:
    """What is to end by a plain sentence that wishes an end.

    Where only what shall go on is named, all that we send of our own accord besides it.
    """
    if _and_all().search(said):
        return (ALL,)
    named = [topic for topic in TOPICS if words(topic).search(_kept().sub(" ", said))]
    if named:
        return tuple(named)
    going_on = " ".join(found[0] for found in _kept().finditer(said))
    others = [topic for topic in TOPICS if not words(topic).search(going_on)]
    return tuple(others) if going_on else (ALL,)


@cache
def _and_all() -> re.Pattern[str]:
    """Messages named beside a kind of them: "no messages and no reminders"."""
    link = r"(?: ,)? (?:or|and|nor|o|y|ni)(?: \w+){0,2}?"
    return filled(rf"{{messages}}{link} {{kinds}}|{{kinds}}{link} {{messages}}")


@cache
def _kept() -> re.Pattern[str]:
    """A kind that shall go on, with the words that say so."""
    return filled(rf"(?:{words('kept').pattern})(?: (?!{NOT_KEPT})\w+){{0,4}}? {{kinds}}")
