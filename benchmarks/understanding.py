"""Our intent model against Rasa's stock sparse one, on CLINC150 (Larson et al., 2019).

    .tools/bin/uv run --project nlu python benchmarks/understanding.py --clinc data_full.json

Both learn from train and oos_train, out of scope being a class like any other. A confidence below the
threshold is out of scope too; the threshold is the one with the highest mean of in-scope accuracy and
out-of-scope recall on val and oos_val. Test and oos_test are looked at once, for the figures printed.
`--check` scores on val instead, for work on the model.

CLINC150 has one language and clean spelling: the concepts and vocabulary of Enlace are left out, and
what is compared is the model. Nothing of the set is kept.
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
Predict = Callable[[list[str]], tuple[np.ndarray, list[str]]]
OUT = "oos"


def ours(train: Pairs) -> Predict:
    """Enlace's model, with what it uses everywhere except words of our own domain."""
    model = IntentModel(Options(concepts=False)).fit(*map(list, zip(*train)))
    return lambda texts: (model.predict(texts), model.intents)


def stock(train: Pairs) -> Predict:
    """Rasa's LogisticRegressionClassifier on its CountVectorsFeaturizers: words, and letters 1 to 4.

    The vectorizers and the classifier are set up as those components set theirs up, without the graph
    around them.
    """
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizers = [
        CountVectorizer(token_pattern=r"(?u)\b\w+\b"),
        CountVectorizer(analyzer="char_wb", ngram_range=(1, 4)),
    ]
    texts, intents = map(list, zip(*train))
    classifier = LogisticRegression(max_iter=100, tol=1e-4, class_weight="balanced", random_state=42)
    classifier.fit(hstack([v.fit_transform(texts) for v in vectorizers]).tocsr(), intents)

    def predict(texts: list[str]) -> tuple[np.ndarray, list[str]]:
        found = hstack([v.transform(texts) for v in vectorizers]).tocsr()
        return classifier.predict_proba(found), classifier.classes_.tolist()

    return predict


def outcome(predict: Predict, known: Pairs, unknown: Pairs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each message: was the best intent right, was it out of scope, how sure was the model."""
    rows, intents = predict([text for text, _ in known + unknown])
    best = np.array(intents)[rows.argmax(axis=1)]
    truth = np.array([intent for _, intent in known + unknown])
    return best == truth, best == OUT, rows.max(axis=1)


def figures(result: tuple[np.ndarray, np.ndarray, np.ndarray], known: int, threshold: float) -> dict[str, float]:
    """The figures of an outcome, at a threshold."""
    right, out, sure = result
    out = out | (sure < threshold)
    return {
        "accuracy": float((right & ~out)[:known].mean()),
        "recall": float(out[known:].mean()),
        "precision": float(out[known:].sum() / max(1, out.sum())),
    }


def measure(name: str, learn: Callable[[Pairs], Predict], sets: dict[str, Pairs], check: bool) -> dict[str, float]:
    """Learn, choose the threshold, score; print one line."""
    began = time.perf_counter()
    predict = learn(sets["train"] + sets["oos_train"])
    seconds = time.perf_counter() - began
    seen = outcome(predict, sets["val"], sets["oos_val"])

    def worth(threshold: float) -> float:
        scored = figures(seen, len(sets["val"]), threshold)
        return scored["accuracy"] + scored["recall"]

    threshold = max(np.linspace(0, 0.95, 96), key=worth)
    known, unknown = ("val", "oos_val") if check else ("test", "oos_test")
    scored = figures(outcome(predict, sets[known], sets[unknown]), len(sets[known]), threshold)
    began = time.perf_counter()
    for text, _ in sets["val"][:300]:
        predict([text])
    each = (time.perf_counter() - began) / 300 * 1000
    print(
        f"{name:6}  in-scope accuracy {scored['accuracy']:.3f}  out-of-scope recall {scored['recall']:.3f}"
        f"  precision {scored['precision']:.3f}  threshold {threshold:.2f}"
        f"  trained in {seconds:.0f} s, {each:.1f} ms a message"
    )
    return scored


def main() -> None:
    """Run both and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clinc", type=Path, required=True, help="data_full.json of clinc/oos-eval")
    parser.add_argument("--check", action="store_true", help="score on val, leaving test alone")
    options = parser.parse_args()
    sets = {k: [(t, i) for t, i in v] for k, v in json.loads(options.clinc.read_text()).items()}
    mine, theirs = (measure(n, f, sets, options.check) for n, f in (("ours", ours), ("stock", stock)))
    accuracy, recall = (mine[k] / theirs[k] for k in ("accuracy", "recall"))
    errors = (1 - mine["accuracy"]) / (1 - theirs["accuracy"])
    print(
        f"ours / stock: in-scope accuracy {accuracy:.3f}, in-scope errors {errors:.2f},"
        f" out-of-scope recall {recall:.2f}"
    )


if __name__ == "__main__":
    main()
