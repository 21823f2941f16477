"""Measures understanding on messages with known intents and entities (`enlace evaluate`)."""

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.conversation.words import plain
from bot.errors import EnlaceError
from bot.understanding.parser import FALLBACK, OUT_OF_SCOPE, Parsed


class ExpectedEntity(BaseModel):
    """An entity that a message holds."""

    model_config = ConfigDict(extra="ignore")

    entity: str
    value: str


class Example(BaseModel):
    """A message and what it means."""

    model_config = ConfigDict(extra="ignore")

    text: str
    intent: str
    entities: list[ExpectedEntity] = []
    style: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Result:
    """A message, what it means, and what was understood."""

    example: Example
    parsed: Parsed

    @property
    def intent(self) -> str:
        """The intent as understood; where the classifier is unsure, out of scope."""
        name = self.parsed.intent.name
        return OUT_OF_SCOPE if name == FALLBACK else name

    @property
    def is_right(self) -> bool:
        """Whether the intent was understood."""
        return self.intent == self.example.intent


def read_examples(path: Path) -> list[Example]:
    """The messages of a JSONL file; raises `EnlaceError` naming the line that is not one."""
    examples = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise EnlaceError(f"{path} is not UTF-8 text: save it as that.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            examples.append(Example.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(map(str, fault["loc"])) or "the line"
            raise EnlaceError(f"{path}, line {number}: {place}: {fault['msg']}.") from error
    if not examples:
        raise EnlaceError(f"{path} holds no messages.")
    return examples


def report(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of `enlace evaluate` (design §5)."""
    ms = sorted(result.parsed.ms for result in results)
    return {
        "messages": len(results),
        "accuracy": _accuracy(results),
        "by_intent": _by(results, lambda result: result.example.intent),
        "by_language": _by(results, lambda result: result.example.language),
        "by_style": _by(results, lambda result: result.example.style),
        "out_of_scope": _out_of_scope(results),
        "entities": _entities(results),
        "confusions": _confusions(results),
        "ms": {
            "p50": round(statistics.median(ms), 3),
            "p95": round(ms[min(len(ms) - 1, int(len(ms) * 0.95))], 3),
        },
    }


def write_misses(results: Iterable[Result], path: Path) -> None:
    """Each message whose intent or entities were missed, as a line of JSON."""
    with path.open("w", encoding="utf-8") as file:
        for result in results:
            if result.is_right and _found(result) == _expected(result):
                continue
            miss = {
                **result.example.model_dump(exclude_none=True),
                "understood": {
                    "intent": result.intent,
                    "confidence": round(result.parsed.intent.confidence, 4),
                    "entities": [
                        {"entity": entity.entity, "value": entity.value}
                        for entity in result.parsed.entities
                    ],
                },
            }
            file.write(json.dumps(miss, ensure_ascii=False) + "\n")


def _accuracy(results: Sequence[Result]) -> float:
    return round(sum(result.is_right for result in results) / len(results), 4)


def _by(
    results: Sequence[Result], group: Callable[[Result], str | None]
) -> dict[str, dict[str, float]]:
    groups = defaultdict(list)
    for result in results:
        if (name := group(result)) is not None:
            groups[name].append(result)
    return {
        name: {"messages": len(members), "accuracy": _accuracy(members)}
        for name, members in sorted(groups.items())
    }


def _out_of_scope(results: Sequence[Result]) -> dict[str, float | None]:
    said = [result for result in results if result.intent == OUT_OF_SCOPE]
    meant = [result for result in results if result.example.intent == OUT_OF_SCOPE]
    hits = sum(result.is_right for result in said)
    return {
        "recall": round(hits / len(meant), 4) if meant else None,
        "precision": round(hits / len(said), 4) if said else None,
    }


def _expected(result: Result) -> Counter[tuple[str, str]]:
    return Counter((entity.entity, plain(entity.value)) for entity in result.example.entities)


def _found(result: Result) -> Counter[tuple[str, str]]:
    return Counter((entity.entity, plain(entity.value)) for entity in result.parsed.entities)


def _entities(results: Sequence[Result]) -> dict[str, Any]:
    hits: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for result in results:
        for (name, _), count in (_expected(result) & _found(result)).items():
            hits[name] += count
        for (name, _), count in _expected(result).items():
            expected[name] += count
        for (name, _), count in _found(result).items():
            found[name] += count
    names = sorted(expected.keys() | found.keys())
    return {
        "f1": _f1(hits.total(), expected.total(), found.total()),
        "by_entity": {
            name: {"f1": _f1(hits[name], expected[name], found[name]), "count": expected[name]}
            for name in names
        },
    }


def _f1(hits: int, expected: int, found: int) -> float | None:
    return round(2 * hits / (expected + found), 4) if expected + found else None


def _confusions(results: Sequence[Result]) -> list[dict[str, Any]]:
    pairs = Counter(
        (result.example.intent, result.intent) for result in results if not result.is_right
    )
    return [
        {"intent": intent, "understood": understood, "count": count}
        for (intent, understood), count in pairs.most_common()
    ]
