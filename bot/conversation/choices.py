"""Which of the offered choices an answer picks: by number, ordinal word or label (design §6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.catalog import Catalog
from bot.conversation.words import plain

LAST = -1
"""The position of "the last one", however many there are."""


@dataclass(frozen=True)
class Offer:
    """The choices last offered, with the message that offered them."""

    message_id: int
    choices: Sequence[dict[str, Any]]
    """As kept: {"label", "key", "intent", "entities"}."""
    takes_words: bool = True
    """Whether words pick a choice that may answer something else too, such as a plain yes."""


@dataclass(frozen=True)
class Picked:
    """The choice an answer picked."""

    label: str
    intent: str
    entities: dict[str, str]


class Stale:
    """A choice that was offered once and is no longer open, or a number where nothing is."""


@dataclass(frozen=True)
class Beyond:
    """A number beyond the choices that are open."""

    count: int
    """How many there are."""


VALUE = re.compile(r"[0-9]{1,19}\.[0-9]{1,2}")
"""What `choice_value` makes."""


def choice_value(message_id: int, position: int) -> str:
    """What a button sends back: which message offered it, and which choice it is (from 1)."""
    return f"{message_id}.{position}"


class ChoiceReader:
    """Reads answers to numbered choices in all languages at once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._fillers = self._all("pick.fillers")
        self._last = self._all("pick.last")
        self._positions = {
            word: position for position in range(1, 10) for word in self._all(f"pick.{position}")
        }

    def by_value(self, value: str, offer: Offer | None) -> Picked | Stale:
        """The choice a button stands for; stale unless it is of the message last offered."""
        for position in range(1, len(offer.choices) + 1 if offer else 1):
            if offer and value == choice_value(offer.message_id, position):
                return _picked(offer.choices[position - 1])
        return Stale()

    def by_text(self, text: str, offer: Offer | None) -> Picked | Beyond | Stale | None:
        """The choice a text picks; None where the text is something else."""
        said = plain(text)
        if offer and (named := self._named(said, offer)):
            return _picked(named)
        position = self._position(said)
        if position is None:
            return None
        if not offer:
            return Stale() if _is_bare_number(said) else None
        if position == LAST:
            return _picked(offer.choices[-1])
        if position <= len(offer.choices):
            return _picked(offer.choices[position - 1])
        return Beyond(len(offer.choices)) if _is_bare_number(said) else None

    def _named(self, said: str, offer: Offer) -> dict[str, Any] | None:
        for choice in offer.choices:
            if offer.takes_words and said in self._names(choice["key"]):
                return choice
            is_itself = said == plain(choice["label"])
            if is_itself and (offer.takes_words or not self._is_common(choice["key"])):
                return choice
        return None

    def _is_common(self, key: str) -> bool:
        """Whether a choice is one of those that many questions have: yes, no, not sure."""
        return any(f"{key}.words" in self._catalog[each].keys for each in self._catalog.languages)

    def _names(self, key: str) -> set[str]:
        """The label of a choice in every language, and the other words that mean it."""
        names = set()
        for language in self._catalog.languages:
            texts = self._catalog[language]
            if f"{key}.words" in texts.keys:
                names |= {plain(word) for word in texts.words(f"{key}.words")}
            if key in texts.keys:
                names.add(plain(texts.words(key)[0]))
        return names

    def _position(self, said: str) -> int | None:
        words = said.replace("#", " ").split()
        rest = " ".join(word for word in words if word not in self._fillers)
        for phrase in (" ".join(words), rest):
            if phrase in self._last:
                return LAST
            if phrase in self._positions:
                return self._positions[phrase]
        return None

    def _all(self, key: str) -> set[str]:
        return {
            plain(word)
            for language in self._catalog.languages
            for word in self._catalog[language].words(key)
        }


def _is_bare_number(said: str) -> bool:
    return said.strip("# ").isdecimal()


def _picked(choice: dict[str, Any]) -> Picked:
    return Picked(choice["label"], choice["intent"], choice["entities"])
