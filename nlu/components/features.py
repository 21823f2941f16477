"""What the intent model sees of a message: words, letters and concepts, by how telling they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from components.concepts import about, concept_features

SEEN_AT_LEAST = 2
"""How many learned messages a term must be in."""


class Tfidf:
    """Terms weighted as scikit-learn weighs them, read without what it costs for one message."""

    def fit(self, messages: Sequence[list[str]]) -> csr_matrix:
        """Learn which terms there are and how rare; one row a message, of length 1."""
        learner = TfidfVectorizer(
            analyzer=list, sublinear_tf=True, min_df=SEEN_AT_LEAST, dtype=np.float32
        )
        rows: csr_matrix = learner.fit_transform(messages)
        self.places: dict[str, int] = learner.vocabulary_
        self.rarity: np.ndarray = learner.idf_
        return rows

    def read(self, terms: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """The columns of a message's known terms, and its values there."""
        counts = Counter(terms)
        known = [
            (self.places[term], count) for term, count in counts.items() if term in self.places
        ]
        if not known:
            return np.empty(0, np.intp), np.empty(0, np.float32)
        columns, often = np.array(known, np.intp).T
        values = (np.log(often) + 1) * self.rarity[columns]
        return columns, (values / np.sqrt(values @ values)).astype(np.float32)


class Features:
    """The three kinds of terms side by side; letters, the most telling, weigh the most."""

    def __init__(self, words: int, letters: int, concepts: bool) -> None:
        self._words = words
        self._letters = letters
        self._parts = [(Tfidf(), 0.7), (Tfidf(), 1.0), *[(Tfidf(), 0.7)] * concepts]

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn from messages in even spelling; one row each."""
        # The same words come again and again; what residents write later is not kept.
        letters, concepts = cache(letters_of), cache(about)
        kinds = zip(*(self._terms(text, letters, concepts) for text in texts), strict=True)
        parts = zip(self._parts, kinds, strict=True)
        return hstack([part.fit(terms) * weight for (part, weight), terms in parts], format="csr")

    def read(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The columns of a message in even spelling, and its values there."""
        columns, values, width = [], [], 0
        for (part, weight), terms in zip(
            self._parts, self._terms(text, letters_of, about), strict=True
        ):
            found, value = part.read(terms)
            columns.append(found + width)
            values.append(value * np.float32(weight))
            width += len(part.places)
        return np.concatenate(columns), np.concatenate(values)

    def _terms(
        self,
        text: str,
        letters: Callable[[str, int], list[str]],
        concepts: Callable[[str], tuple[str, ...]],
    ) -> list[list[str]]:
        words = text.split()
        terms = [
            runs_of(words, self._words),
            [run for word in words for run in letters(word, self._letters)],
        ]
        if len(self._parts) > len(terms):
            terms.append(concept_features(text, concepts))
        return terms


def runs_of(words: Sequence[str], longest: int) -> list[str]:
    """All words, and runs of them, with the ends marked: "no" at the start is not "no" within."""
    edged = ["^", *words, "$"]
    return [
        " ".join(edged[start : start + size])
        for size in range(1, longest + 1)
        for start in range(len(edged) - size + 1)
    ]


def letters_of(word: str, longest: int) -> list[str]:
    """Runs of two letters and more of a word with a space on each side."""
    edged = f" {word} "
    return [
        edged[start : start + size]
        for size in range(2, min(longest, len(edged)) + 1)
        for start in range(len(edged) - size + 1)
    ]
