"""What a choice of ours says to our own actions, beside its label."""

import re

from bot.actions.base import Heard

_OURS = re.compile(
    r"more|others|self|family|keep|give_up|(session|take|leave|booking|bookings|also|about|come):.+"
)


def option_of(heard: Heard) -> str | None:
    """The choice that was picked; None where the message is a text, whatever it calls an option."""
    return heard.picked if heard.picked and _OURS.fullmatch(heard.picked) else None


def named_by(heard: Heard, kind: str) -> str | None:
    """What the choice that was picked names: `7` of `take:7`; None where it is of another kind."""
    kind_of_it, separator, name = (option_of(heard) or "").partition(":")
    return name if separator and kind_of_it == kind else None


def number_of(heard: Heard, kind: str) -> int | None:
    """The registration that the choice names."""
    name = named_by(heard, kind)
    return int(name) if name and name.isdecimal() else None
