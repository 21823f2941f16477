"""Which intent a message has: words, letters, concepts, a linear model, an honest confidence."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from components.augment import noisy
from components.concepts import concept_features, listed_words
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
        copies = self._copies(texts)
        learn, hold = train_test_split(
            np.arange(len(texts)), test_size=self.options.held_out, stratify=labels,
            random_state=self.options.seed,
        )  # fmt: skip
        # The temperature hardly depends on the slips; without them it takes a fourth of the time.
        self._learn(labels, [copy[:1] for copy in copies], learn)
        margins = self._margins([texts[i] for i in hold])
        self.temperature = _temperature(margins, np.searchsorted(self.intents, labels[hold]))
        self._learn(labels, copies, np.arange(len(texts)))
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

    def _learn(self, labels: np.ndarray, copies: list[list[str]], chosen: np.ndarray) -> None:
        self.spelling = Spelling(
            (copies[i][0] for i in chosen), listed_words() if self.options.concepts else ()
        )
        # Many slips are mended, or none is made: what is there twice teaches nothing twice.
        mended = {(self.spelling.mend(copy), labels[i]) for i in chosen for copy in copies[i]}
        rows, targets = zip(*sorted(mended), strict=True)
        parts = {
            "words": _tfidf("word", ngram_range=(1, self.options.words), **_WHOLE),
            "letters": _tfidf("char_wb", ngram_range=(2, self.options.letters)),
        }
        if self.options.concepts:
            parts["concepts"] = _tfidf(concept_features)
        weights = {part: 1.0 if part == "letters" else 0.7 for part in parts}
        self.features = FeatureUnion(list(parts.items()), transformer_weights=weights)
        self.intents: list[str] = sorted(set(targets))
        planes, bias = self._planes(self.features.fit_transform(rows), np.asarray(targets))
        # Features by intents, row by row: a message then touches only the rows of its own features.
        self.weights = np.ascontiguousarray(planes.T, dtype=np.float32)
        self.bias = bias.astype(np.float32)

    def _planes(self, features: csr_matrix, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """One plane an intent, learned side by side: the library leaves Python for the work."""
        features = features.astype(np.float64)  # once, and not in each of the threads
        features.sum_duplicates()

        def plane(intent: str) -> tuple[np.ndarray, float]:
            machine = LinearSVC(C=self.options.cost, tol=1e-2, random_state=self.options.seed)
            machine.fit(features, targets == intent)
            return machine.coef_[0], machine.intercept_[0]

        found = Parallel(n_jobs=-1, prefer="threads")(delayed(plane)(i) for i in self.intents)
        return np.stack([p for p, _ in found]), np.array([b for _, b in found])

    def _margins(self, texts: Sequence[str]) -> np.ndarray:
        found: csr_matrix = self.features.transform([self.spelling.mend(even(t)) for t in texts])
        margins = np.stack(
            [
                found.data[a:b] @ self.weights[found.indices[a:b]] + self.bias
                for a, b in pairwise(found.indptr)
            ]
        )
        return margins + self.options.caution * (np.array(self.intents) == self.options.outside)


def _edged(text: str) -> str:
    """The text with its ends marked, since "no" at the start is not "no" within."""
    return f"^ {text} $"


# Words as `even` left them, short ones too, which scikit-learn's own pattern would drop.
_WHOLE = {"tokenizer": str.split, "token_pattern": None, "preprocessor": _edged}


def _tfidf(analyzer: str | Callable[[str], list[str]], **options: Any) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyzer, sublinear_tf=True, min_df=2, lowercase=False, dtype=np.float32, **options
    )


def _temperature(margins: np.ndarray, truths: np.ndarray) -> float:
    """The factor on the margins under which the held-out messages were the least surprising."""

    def surprise(factor: float) -> float:
        return -log_softmax(margins * factor, axis=1)[np.arange(len(truths)), truths].mean()

    return float(minimize_scalar(surprise, bounds=(0.1, 30), method="bounded").x)
