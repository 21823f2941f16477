"""Our intent model against Rasa's stock sparse one, on CLINC150 (Larson et al., 2019).

    .tools/bin/uv run --project nlu python benchmarks/understanding.py --clinc data_full.json

All learn from train and oos_train, out of scope being a class like any other, and have one number
to choose: the value with the highest sum of in-scope accuracy and out-of-scope recall on val and
oos_val. For stock it is FallbackClassifier's threshold on the confidence; for ours it is the
caution, how much likelier the best intent must be than "out of scope"; `stock+` is the stock
classifier under our rule, to tell the rule's share from the model's. Test and oos_test are looked
at for the printed figures only; `--check` scores on val instead, for work on the model.

CLINC150 has one language and clean spelling: the concepts and vocabulary of Enlace are left out,
and what is compared is the model. Nothing of the set is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

for limit in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(limit, "2")
sys.path.insert(0, str(Path(__file__).parents[1] / "nlu"))

import numpy as np  # noqa: E402
from components.intent_model import IntentModel, Options  # noqa: E402

Pairs = list[tuple[str, str]]
Sets = dict[str, Pairs]
Scores = dict[str, float]
Predict = Callable[[list[str]], tuple[np.ndarray, list[str]]]
Rule = Callable[[np.ndarray, list[str]], np.ndarray]
OUT = "oos"


def ours(train: Pairs) -> Predict:
    """Enlace's model, with what it uses everywhere except words of our own domain."""
    options = Options(concepts=False, outside=OUT, caution=0)
    model = IntentModel(options).fit([t for t, _ in train], [i for _, i in train])
    return lambda texts: (model.predict(texts), model.intents)


def stock(train: Pairs) -> Predict:
    """Rasa's LogisticRegressionClassifier on its CountVectorsFeaturizers: words, letters 1 to 4.

    The vectorizers and the classifier are set up as those components set theirs up, without the
    graph around them.
    """
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizers = [
        CountVectorizer(token_pattern=r"(?u)\b\w+\b"),
        CountVectorizer(analyzer="char_wb", ngram_range=(1, 4)),
    ]
    texts, intents = [t for t, _ in train], [i for _, i in train]
    classifier = LogisticRegression(
        max_iter=100, tol=1e-4, class_weight="balanced", random_state=42
    )
    classifier.fit(hstack([v.fit_transform(texts) for v in vectorizers]).tocsr(), intents)

    def predict(texts: list[str]) -> tuple[np.ndarray, list[str]]:
        found = hstack([v.transform(texts) for v in vectorizers]).tocsr()
        return classifier.predict_proba(found), classifier.classes_.tolist()

    return predict


def by_confidence(rows: np.ndarray, intents: list[str]) -> np.ndarray:
    """Rasa's rule: how unsure the model is of its best intent."""
    return 1 - rows.max(axis=1)


def by_odds(rows: np.ndarray, intents: list[str]) -> np.ndarray:
    """Our rule: how likely "out of scope" is, against the best intent."""
    odds = np.log(np.maximum(rows, 1e-12))
    out = intents.index(OUT)
    return odds[:, out] - np.delete(odds, out, axis=1).max(axis=1)


def figures(
    predict: Predict, rule: Rule, known: Pairs, unknown: Pairs
) -> Callable[[float], Scores]:
    """The figures at any limit above which the rule calls a message out of scope."""
    rows, intents = predict([text for text, _ in known + unknown])
    truth = np.array([intent for _, intent in known + unknown])
    doubt = rule(rows, intents)
    best = np.array(intents)[rows.argmax(axis=1)]
    if rule is by_odds:  # the rule alone decides: what the model prefers to "out of scope" counts
        rows = np.where(np.array(intents) == OUT, -1, rows)
        best = np.array(intents)[rows.argmax(axis=1)]

    def at(limit: float) -> Scores:
        said = np.where(doubt > limit, OUT, best)
        out = said == OUT
        right, among = (said == truth)[truth != OUT], truth == OUT
        return {
            "accuracy": float(right.mean()),
            "recall": float(out[among].mean()),
            "precision": float(among[out].mean()) if out.any() else 0.0,
            "limit": limit,
        }

    return at


def measure(name: str, predict: Predict, rule: Rule, sets: Sets, check: bool) -> Scores:
    """Choose the limit on val, score on test (or val), print one line."""
    seen = figures(predict, rule, sets["val"], sets["oos_val"])
    limits = np.linspace(0, 1, 101) if rule is by_confidence else np.linspace(-12, 6, 361)
    limit = max(limits, key=lambda value: seen(value)["accuracy"] + seen(value)["recall"])
    scored = seen(limit) if check else figures(predict, rule, sets["test"], sets["oos_test"])(limit)
    print(
        f"{name:7} in-scope accuracy {scored['accuracy']:.3f}"
        f"  out-of-scope recall {scored['recall']:.3f}"
        f"  precision {scored['precision']:.3f}  limit {limit:.2f}",
        flush=True,
    )
    return scored


def learned(name: str, learn: Callable[[Pairs], Predict], sets: Sets) -> Predict:
    """Learn, and say how long that and reading a message took."""
    began = time.perf_counter()
    predict = learn(sets["train"] + sets["oos_train"])
    trained = time.perf_counter()
    for text, _ in sets["val"][:300]:
        predict([text])
    each = (time.perf_counter() - trained) / 300 * 1000
    took = f"trained in {trained - began:.0f} s, reads a message in {each:.1f} ms"
    print(f"{name:7} {took}", flush=True)
    return predict


def main() -> None:
    """Run all and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clinc", type=Path, required=True, help="its data_full.json")
    parser.add_argument("--check", action="store_true", help="score on val, leaving test alone")
    options = parser.parse_args()
    sets = {k: [(t, i) for t, i in v] for k, v in json.loads(options.clinc.read_text()).items()}
    model, plain = learned("ours", ours, sets), learned("stock", stock, sets)
    mine = measure("ours", model, by_odds, sets, options.check)
    theirs = measure("stock", plain, by_confidence, sets, options.check)
    measure("stock+", plain, by_odds, sets, options.check)
    print(
        "ours / stock: "
        f"in-scope accuracy {mine['accuracy'] / theirs['accuracy']:.3f},"
        f" in-scope errors {(1 - mine['accuracy']) / (1 - theirs['accuracy']):.2f},"
        f" out-of-scope recall {mine['recall'] / theirs['recall']:.2f},"
        f" precision {mine['precision'] / theirs['precision']:.2f}"
    )


if __name__ == "__main__":
    main()
