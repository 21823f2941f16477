"""What the intent model sees of a message is what scikit-learn's vectorizers would make of it."""

import numpy as np
import pytest
from components.features import Features
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

LEARNED = ["renew my license", "can i renew", "my wifi is down", "is my license ok", "k ok k ok"]


@pytest.fixture(scope="module")
def features() -> Features:
    features = Features(words=2, letters=4, concepts=False)
    features.fit(LEARNED)
    return features


@pytest.mark.parametrize("text", [*LEARNED, "renew wifi wifi wifi", "zzz", "", "i"])
def test_a_message_is_read_as_scikit_learn_would(features: Features, text: str) -> None:
    rare = {"sublinear_tf": True, "min_df": 2}
    words = TfidfVectorizer(
        tokenizer=str.split, token_pattern=None, preprocessor="^ {} $".format,
        ngram_range=(1, 2), **rare,
    )  # fmt: skip
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **rare)
    parts = [v.fit(LEARNED).transform([text]) * w for v, w in ((words, 0.7), (letters, 1))]
    expected = hstack(parts)
    columns, values = features.read(text)
    found = np.zeros(expected.shape[1])
    found[columns] = values
    assert np.allclose(found, expected.toarray()[0], atol=1e-6)


def test_a_concept_is_seen_in_words_never_learned() -> None:
    features = Features(words=1, letters=2, concepts=True)
    rows = features.fit(["renew it", "extend it"])
    columns, _ = features.read("renovar")
    assert set(columns) & set(rows.indices)
