"""Where in a message its information stands: labels learned in a row, exact forms on top."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from sklearn_crfsuite import CRF

from components.augment import noisy
from components.concepts import concepts
from components.patterns import FORMAL, Span, exact, merged, without_possessive
from components.spelling import Spelling
from components.text import Word, words
from components.vocabulary import every_word, in_school_name, kinds, people, schools


@dataclass(frozen=True)
class Options:
    """What can be chosen about the model; the values here were chosen on the dev set."""

    rounds: int = 12
    seldom: int = 3
    copies: int = 2
    seed: int = 7


def _shape(text: str) -> str:
    signs = (
        "d" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in text
    )
    return "".join(sign for sign, _ in groupby(signs))


_TIME = re.compile(r"\d{1,2}(?::\d{2})?(?:am|pm|hrs?|h)|\d{1,2}:\d{2}")
_DAY = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|ro|ra|do|da|to|ta|er|era|°|º)")


_NEAR = (-3, -2, -1, 1, 2, 3)


Traits = dict[int, list[str]]
"""What a word is by itself, as told where it stands (0) and of it to the words around, by step."""


def _own(norm: str, shape: str, form: str | None, in_school: bool) -> Traits:
    named = [f"k:{kind}" for kind in kinds(norm)]
    named += [f"c:{concept}" for concept in concepts(norm)]
    if in_school:
        named.append("k:school name")
    if _TIME.fullmatch(norm):
        named.append("k:clock")
    if _DAY.fullmatch(norm):
        named.append("k:day")
    if _ORDINAL.fullmatch(norm):
        named.append("k:ordinal")
    if norm.isdigit():
        named.append(f"k:digits{min(len(norm), 6)}")
    near = [f"w:{norm}", *dict.fromkeys(named)]
    beside = [*near, f"s:{shape}"]
    if form:
        beside.append(f"f:{form}")
    here = [
        *beside, f"p2:{norm[:2]}", f"p3:{norm[:3]}", f"p4:{norm[:4]}",
        f"e2:{norm[-2:]}", f"e3:{norm[-3:]}", f"e4:{norm[-4:]}",
    ]  # fmt: skip
    told = {step: near if abs(step) > 1 else beside for step in _NEAR} | {0: here}
    return {step: [f"{step}:{trait}" for trait in traits] for step, traits in told.items()}


class EntityModel:
    """Labels words B(egin)-, I(nside)-entity or O(ther), from themselves and their neighbors."""

    def __init__(self, options: Options = Options()) -> None:
        self.options = options

    def fit(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> EntityModel:
        """Learn from annotated examples, and from copies of them retold."""
        rng = random.Random(self.options.seed)  # noqa: S311 - slips, no secrets
        read = (" ".join(word.norm for word in words(text)) for text in texts)
        self.spelling = Spelling(read, every_word())
        pools = _pools(texts, spans)
        own = cache(_own)  # the same words come again and again
        sentences, labels = [], []
        for text, marked in zip(texts, spans, strict=True):
            versions = [(text, list(marked))]
            copies = self.options.copies * max((_RARE.get(m.entity, 1) for m in marked), default=0)
            versions += [_retold(text, marked, pools, rng) for _ in range(copies)]
            for version, places in versions:
                if found := words(version):
                    sentences.append(self._features(found, version, own))
                    labels.append(_tags(found, [p for p in places if p.entity not in FORMAL]))
        # Averaged perceptron: a third of L-BFGS's time (see docs/decisions).
        self.crf = CRF(
            algorithm="ap", max_iterations=self.options.rounds, min_freq=self.options.seldom,
            all_possible_transitions=True,
        )  # fmt: skip
        self.crf.fit(sentences, labels)
        return self

    def find(self, text: str) -> list[Span]:
        """All entities of a message, in order."""
        found = words(text)
        if not found:
            return []
        tags = self.crf.predict_single(self._features(found, text))
        likely = [without_possessive(span, text) for span in _spans(found, tags)]
        return merged(exact(text), likely)

    def _features(
        self, found: Sequence[Word], text: str, own: Callable[..., Traits] = _own
    ) -> list[list[str]]:
        certain = exact(text)
        forms = {
            i: s.entity for s in certain for i, w in enumerate(found) if s.start <= w.start < s.end
        }
        norms = [self.spelling.mend(word.norm) for word in found]
        in_school = in_school_name(norms)
        known = [
            own(norms[i], _shape(w.text), forms.get(i), in_school[i]) for i, w in enumerate(found)
        ]
        last = len(found) - 1
        shouting = text.upper() == text
        rows = []
        for i, word in enumerate(found):
            row = ["bias", f"size:{min(len(found), 6)}", *known[i][0]]
            if not shouting and word.text[:1].isupper():
                row.append("capital" if i else "capital first")
            for step in _NEAR:
                if 0 <= i + step <= last:
                    row += known[i + step][step]
                elif i + step in (-1, last + 1):
                    row.append(f"{step}:edge")
            if i:
                row.append(f"-1,0:{norms[i - 1]} {norms[i]}")
            if i > 1:
                row.append(f"-2,-1:{norms[i - 2]} {norms[i - 1]}")
            if i < last:
                row.append(f"0,1:{norms[i]} {norms[i + 1]}")
            rows.append(row)
        return rows


# Seldom in the examples, endless in variety: these are retold more often than the rest.
_RARE = {"school": 4, "name": 3, "count": 2, "topic": 2, "time": 2}


def _pools(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> dict[str, list[str]]:
    """What each entity may say: all that the examples say, and the names that `words.yml` knows."""
    pools: dict[str, list[str]] = {}
    for text, marked in zip(texts, spans, strict=True):
        for span in marked:
            pools.setdefault(span.entity, []).append(text[span.start : span.end])
    pools.setdefault("school", []).extend(schools())
    pools.setdefault("name", []).extend(people())
    return pools


def _retold(
    text: str, marked: Sequence[Span], pools: dict[str, list[str]], rng: random.Random
) -> tuple[str, list[Span]]:
    """The same message from somebody else: in a hurry, with another school, name, day or topic."""
    out, places, at = "", [], 0
    for span in sorted(marked):
        out += noisy(text[at : span.start], rng)
        said = rng.choice(pools[span.entity]) if rng.random() < 0.7 else text[span.start : span.end]
        if span.entity in ("school", "name") and rng.random() < 0.5:
            said = said.lower() if rng.random() < 0.6 else said.title()
        places.append(Span(len(out), len(out) + len(said), span.entity))
        out += said
        at = span.end
    return out + noisy(text[at:], rng), places


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
    for word, tag in zip(found, tags, strict=True):
        entity = tag[2:]
        if tag == "O":
            open_ = None
        elif tag.startswith("I-") and open_ == entity:
            spans[-1] = Span(spans[-1].start, word.end, entity)
        else:
            spans.append(Span(word.start, word.end, entity))
            open_ = entity
    return spans
