"""Choices as WhatsApp's buttons or its list: a content of Twilio's, and what fills it.

A content is made once for each shape (so many buttons, so many items) and holds nothing but
variables; a message names it and gives their values. Limits of a content that needs no approval:
https://www.twilio.com/docs/content/twilio-quick-reply and
https://www.twilio.com/docs/content/twiliolist-picker, read November 2026.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

LONGEST_BODY = 1_024
MOST_BUTTONS = 3
LONGEST_BUTTON = 20
"""Characters of a button; of the one that opens a list, too."""
MOST_ITEMS = 10
LONGEST_ITEM = 24
LONGEST_DESCRIPTION = 72
BROKEN: Final = re.compile(r"[\n\t]| {5}")
"""What WhatsApp takes in no template's variable (https://www.twilio.com/docs/api/errors/21656)."""
PREFIX = "enlace_"
"""Before the names of the contents that are ours."""


@dataclass(frozen=True)
class Interactive:
    """A message with buttons or a list, as the Content API wants it."""

    types: dict[str, Any]
    """The content: with `{{1}}`, `{{2}}` … for all that changes."""
    variables: dict[str, str]
    """What fills it."""

    @property
    def name(self) -> str:
        """What the content is called at Twilio: the same for the same content, else another."""
        digest = sha256(json.dumps(self.types, sort_keys=True).encode()).hexdigest()[:12]
        return f"{PREFIX}{digest}"

    @property
    def samples(self) -> dict[str, str]:
        """What Twilio wants as defaults of the variables."""
        return {number: f"sample {number}" for number in self.variables}


def interactive(
    text: str, labels: Sequence[str], values: Sequence[str], opener: str
) -> Interactive | None:
    """A text with its choices as buttons, or else as a list that `opener` opens.

    `values` are what each sends back. None where WhatsApp has neither for them: too many or too
    long, or a text of several lines.
    """
    if not labels or len(text) > LONGEST_BODY or any(map(BROKEN.search, (text, *labels))):
        return None
    if _fit_buttons(labels):
        return _buttons(text, labels, values)
    if len(labels) <= MOST_ITEMS and _longest(labels) <= LONGEST_DESCRIPTION:
        return _list(text, labels, values, opener[:LONGEST_BUTTON])
    return None


class _Blank:
    """Hands out placeholders for what fills them."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}

    def hold(self, value: str) -> str:
        number = str(len(self.variables) + 1)
        self.variables[number] = value
        return f"{{{{{number}}}}}"


def _fit_buttons(labels: Sequence[str]) -> bool:
    is_unique = len(set(labels)) == len(labels)
    return is_unique and len(labels) <= MOST_BUTTONS and _longest(labels) <= LONGEST_BUTTON


def _longest(labels: Sequence[str]) -> int:
    return max(map(len, labels))


def _buttons(text: str, labels: Sequence[str], values: Sequence[str]) -> Interactive:
    blank = _Blank()
    body = blank.hold(text)
    actions = [
        {"type": "QUICK_REPLY", "title": blank.hold(label), "id": blank.hold(value)}
        for label, value in zip(labels, values, strict=True)
    ]
    return Interactive({"twilio/quick-reply": {"body": body, "actions": actions}}, blank.variables)


def _list(text: str, labels: Sequence[str], values: Sequence[str], opener: str) -> Interactive:
    blank = _Blank()
    picker = {"body": blank.hold(text), "button": blank.hold(opener)}
    items = [_item(blank, label, value) for label, value in zip(labels, values, strict=True)]
    return Interactive({"twilio/list-picker": {**picker, "items": items}}, blank.variables)


def _item(blank: _Blank, label: str, value: str) -> dict[str, str]:
    """An item of a list; a label too long for its title is whole in what stands below it."""
    item = {"item": blank.hold(_shortened(label)), "id": blank.hold(value)}
    return item if len(label) <= LONGEST_ITEM else {**item, "description": blank.hold(label)}


def _shortened(label: str) -> str:
    """As many whole words as fit, and a sign that there are more."""
    if len(label) <= LONGEST_ITEM:
        return label
    begun = label[: LONGEST_ITEM - 1]
    whole_words = begun.rpartition(" ")[0] if label[LONGEST_ITEM - 1] != " " else begun
    return f"{(whole_words or begun).rstrip(' ,;:')}…"
