"""Where in a message its pieces of information stand: a conditional random field, and exact forms on top."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sklearn_crfsuite import CRF

from components.augment import slip
from components.patterns import Span, exact, kinds, merged
from components.text import Word, words


@dataclass(frozen=True)
class Options:
    """What can be chosen about the model; the values given here are the ones chosen on the dev set."""

    l1: float = 0.05
    l2: float = 0.02
    rounds: int = 100
    copies: int = 1
    seed: int = 7


class EntityModel:
    """Labels words B(egin)-, I(nside)-entity or O(ther), from themselves and their neighbors."""

    def __init__(self, options: Options = Options()) -> None:
        self.options = options

    def fit(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> EntityModel:
        """Learn from annotated examples, and from copies of them written in a hurry."""
        rng = random.Random(self.options.seed)
        sentences, labels = [], []
        for text, marked in zip(texts, spans):
            found = words(text)
            if not found:
                continue
            tags = _tags(found, marked)
            sentences.append(_features(found, text))
            labels.append(tags)
            for _ in range(self.options.copies):
                hurried = [_hurried(w, rng) for w in found]
                sentences.append(_features(hurried, text))
                labels.append(tags)
        self.crf = CRF(
            algorithm="lbfgs", c1=self.options.l1, c2=self.options.l2,
            max_iterations=self.options.rounds, all_possible_transitions=True,
        )  # fmt: skip
        self.crf.fit(sentences, labels)
        return self

    def find(self, text: str) -> list[Span]:
        """All entities of a message, in order."""
        found = words(text)
        if not found:
            return []
        tags = self.crf.predict_single(_features(found, text))
        return merged(exact(text), _spans(found, tags))


def _hurried(word: Word, rng: random.Random) -> Word:
    norm = slip(word.norm, rng) if rng.random() < 0.12 else word.norm
    return Word(word.text.lower(), word.start, word.end, norm)


def _tags(found: Sequence[Word], marked: Sequence[Span]) -> list[str]:
    tags = []
    for word in found:
        over = next((s for s in marked if s.start < word.end and word.start < s.end), None)
        if over is None:
            tags.append("O")
        else:
            tags.append(("B-" if word.start <= over.start else "I-") + over.entity)
    return tags


def _spans(found: Sequence[Word], tags: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    open_: str | None = None
    for word, tag in zip(found, tags):
        entity = tag[2:]
        if tag == "O":
            open_ = None
        elif tag.startswith("I-") and open_ == entity:
            spans[-1] = Span(spans[-1].start, word.end, entity)
        else:
            spans.append(Span(word.start, word.end, entity))
            open_ = entity
    return spans


def _shape(text: str) -> str:
    signs = (
        "d" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in text
    )
    return "".join(sign for sign, _ in groupby(signs))


_TIME = re.compile(r"\d{1,2}(?::\d{2})?(?:am|pm|a|p|hrs?|h)|\d{1,2}:\d{2}")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|ro|ra|do|da|to|ta|er|era|°|º)")


def _features(found: Sequence[Word], text: str) -> list[dict[str, float]]:
    forms = {
        i: s.entity for s in exact(text) for i, w in enumerate(found) if s.start <= w.start < s.end
    }
    own = [_own(word, forms.get(i)) for i, word in enumerate(found)]
    size = min(len(found), 6)
    shouting = text.upper() == text
    rows = []
    for i, word in enumerate(found):
        row = {f"0:{f}": 1.0 for f in own[i]}
        row["bias"] = 1.0
        row[f"size:{size}"] = 1.0
        if not shouting and word.text[:1].isupper():
            row["capital" if i else "capital first"] = 1.0
        for step in (-3, -2, -1, 1, 2, 3):
            near = i + step
            if 0 <= near < len(found):
                row |= {
                    f"{step}:{f}": 1.0
                    for f in own[near]
                    if f[0] in "wk" or (abs(step) == 1 and f[0] in "sf")
                }
            elif near in (-1, len(found)):
                row[f"{step}:edge"] = 1.0
        if i:
            row[f"-1,0:{found[i - 1].norm} {word.norm}"] = 1.0
        if i > 1:
            row[f"-2,-1:{found[i - 2].norm} {found[i - 1].norm}"] = 1.0
        if i + 1 < len(found):
            row[f"0,1:{word.norm} {found[i + 1].norm}"] = 1.0
        rows.append(row)
    return rows


def _own(word: Word, form: str | None) -> list[str]:
    norm = word.norm
    named = [f"k:{kind}" for kind in kinds(norm)]
    if _TIME.fullmatch(norm):
        named.append("k:clock")
    if _ORDINAL.fullmatch(norm):
        named.append("k:ordinal")
    if norm.isdigit():
        named.append(f"k:digits{min(len(norm), 6)}")
    if form:
        named.append(f"f:{form}")
    return [
        f"w:{norm}", f"s:{_shape(word.text)}", f"p2:{norm[:2]}", f"p3:{norm[:3]}", f"p4:{norm[:4]}",
        f"e2:{norm[-2:]}", f"e3:{norm[-3:]}", f"e4:{norm[-4:]}", *named,
    ]  # fmt: skip
