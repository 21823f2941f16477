"""Which intent a message has: words, letters, concepts, a linear model, an honest confidence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from components.augment import noisy
from components.concepts import listed_words
from components.features import Features
from components.spelling import Spelling
from components.text import even


@dataclass(frozen=True)
class Options:
    """What can be chosen about the model; the values here were chosen on the dev set."""

    words: int = 2
    letters: int = 5
    concepts: bool = True
    cost: float = 0.25
    outside: str = "out_of_scope"
    caution: float = 0.0
    copies: int = 3
    held_out: float = 0.2
    seed: int = 7


class IntentModel:
    """A linear classifier over TF-IDF of words, letters and concepts, after mending the spelling.

    A support vector machine ranks best on short texts with many intents, but its margins are no
    probabilities: one temperature, fitted on messages held out at first, makes them so. What is
    out of scope is told by how far its margin falls short of the best other one, which tells it
    better than any confidence; `caution` is the shortfall that is forgiven.
    """

    def __init__(self, options: Options = Options()) -> None:
        self.options = options

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Learn from examples; slips are added to what is learned, never to what is held out."""
        labels = np.asarray(intents)
        self.intents: list[str] = sorted(set(intents))
        copies = self._copies(texts)
        known = listed_words() if self.options.concepts else ()
        self.spelling = Spelling((copy[0] for copy in copies), known)
        # Many slips are mended, or none is made: what is there twice teaches nothing twice.
        mend = cache(self.spelling.mend)
        told = sorted(
            {(mend(c), label) for copy, label in zip(copies, intents, strict=True) for c in copy}
        )
        self.features = Features(self.options.words, self.options.letters, self.options.concepts)
        rows = self.features.fit([text for text, _ in told])
        places = {pair: row for row, pair in enumerate(told)}
        as_written = [
            places[mend(copy[0]), label] for copy, label in zip(copies, intents, strict=True)
        ]
        self.temperature = self._temperature(rows[as_written], labels)
        weights, self.bias = self._planes(rows, np.array([intent for _, intent in told]))
        # Features by intents, row by row: a message then touches only the rows of its own features.
        self.weights = np.ascontiguousarray(weights.T)
        return self

    def predict(self, texts: Sequence[str]) -> np.ndarray:
        """One row a message, one column an intent (in `intents`' order), rows adding up to 1."""
        return softmax(self._margins(texts) * self.temperature, axis=1)

    def _copies(self, texts: Sequence[str]) -> list[list[str]]:
        return [[even(text), *map(even, self._slipped(text))] for text in texts]

    def _slipped(self, text: str) -> list[str]:
        # The same slips wherever the example stands; and slips, no secrets.
        rng = random.Random(f"{self.options.seed} {text}")  # noqa: S311
        return [noisy(text, rng) for _ in range(self.options.copies)]

    def _temperature(self, rows: csr_matrix, labels: np.ndarray) -> float:
        """The factor on the margins under which messages held out were the least surprising.

        It hardly depends on the slips; without them it takes a fourth of the time.
        """
        learn, hold = train_test_split(
            np.arange(len(labels)), test_size=self.options.held_out, stratify=labels,
            random_state=self.options.seed,
        )  # fmt: skip
        weights, bias = self._planes(rows[learn], labels[learn])
        margins = rows[hold] @ weights.T + bias
        truths = np.searchsorted(self.intents, labels[hold])

        def surprise(factor: float) -> float:
            return -log_softmax(margins * factor, axis=1)[np.arange(len(truths)), truths].mean()

        return float(minimize_scalar(surprise, bounds=(0.1, 30), method="bounded").x)

    def _planes(self, features: csr_matrix, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """One plane an intent: it against all others."""
        machine = LinearSVC(C=self.options.cost, tol=0.1, random_state=self.options.seed)
        machine.fit(features, targets)
        weights, bias = machine.coef_, machine.intercept_
        if len(self.intents) == 2:  # told apart by one plane
            weights, bias = np.vstack([-weights, weights]), np.append(-bias, bias)
        return weights.astype(np.float32), bias.astype(np.float32)

    def _margins(self, texts: Sequence[str]) -> np.ndarray:
        read = (self.features.read(self.spelling.mend(even(text))) for text in texts)
        margins = np.stack([values @ self.weights[columns] + self.bias for columns, values in read])
        return margins + self.options.caution * (np.array(self.intents) == self.options.outside)
