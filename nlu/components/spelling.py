"""Unknown words read as the known word they most resemble, one slip away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

SHORTEST = 4


class Spelling:
    """Knows the words of the training examples; finds them again when a letter is off.

    Words are filed under themselves and under every form with one letter left out; two words that
    are one slip apart meet in such a form: the symmetric-delete method, at distance one. They
    also meet where Spanish sounds them alike ("ijos", "hijos").
    """

    def __init__(self, texts: Iterable[str], extra: Iterable[str] = ()) -> None:
        self._known = Counter(word for text in texts for word in text.split())
        self._known.update(word for word in extra if " " not in word)
        self._filed: dict[str, str] = {}
        for word, _ in self._known.most_common():
            if len(word) >= SHORTEST and word.isalpha():
                for form in _forms(word):
                    self._filed.setdefault(form, word)

    def mend(self, text: str) -> str:
        """The text with its unknown words replaced where a known one is near."""
        return " ".join(map(self._mend, text.split()))

    def _mend(self, word: str) -> str:
        if word in self._known or len(word) < SHORTEST or not word.isalpha():
            return word
        near = {self._filed[form] for form in _forms(word) if form in self._filed}
        return max(near, key=lambda known: (self._known[known], known), default=word)


def _forms(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word))), "~" + _sound(word)]


def _sound(word: str) -> str:
    word = re.sub(r"(?<!c)h", "", word).replace("qu", "k").replace("ll", "y")
    word = re.sub(r"c(?=[ei])|z", "s", word)
    word = re.sub(r"g(?=[ei])", "j", word)
    return re.sub(r"c(?!h)", "k", word).replace("v", "b")
