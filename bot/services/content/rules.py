"""A program's published rule as an expression over its criteria.

In YAML: a criterion's id (its answer must be yes), ``{not: …}``, ``{all: […]}``, ``{any: […]}`` or
``unclear``, which stands for whatever was never published and makes the rule undecidable there.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Holds where the household's answer to this criterion is yes."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A part of the rule that was never published: neither yes nor no."""


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part does not."""

    part: "Rule"


@dataclass(frozen=True, slots=True)
class All:
    """Holds where every part does."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds where at least one part does."""

    parts: tuple["Rule", ...]


type Rule = Asked | Unclear | Not | All | AnyOf


def parse(raw: object) -> Rule:
    """Read a rule as YAML gives it; raises `ValueError` with a sentence that says the mend.

    A criterion may stand only once in a rule: written so, whether a question can still change the
    outcome is decided exactly and cheaply.
    """
    rule = _parse(raw)
    seen: set[str] = set()
    for criterion in criteria_of(rule):
        if criterion in seen:
            raise ValueError(f"{criterion} stands twice in the rule; write it so it stands once")
        seen.add(criterion)
    return rule


def criteria_of(rule: Rule) -> Iterator[str]:
    """Every criterion of the rule, in the order written, which is the order asked."""
    match rule:
        case Asked(criterion):
            yield criterion
        case Not(part):
            yield from criteria_of(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from criteria_of(part)


def _parse(raw: object) -> Rule:
    match raw:
        case "unclear":
            return Unclear()
        case str(criterion):
            return Asked(criterion)
        case {"not": part, **rest} if not rest:
            return Not(_parse(part))
        case {"all": [_, *_] as parts, **rest} if not rest:
            return All(tuple(_parse(part) for part in parts))
        case {"any": [_, *_] as parts, **rest} if not rest:
            return AnyOf(tuple(_parse(part) for part in parts))
    raise ValueError(
        "a rule is a criterion's id, {all: […]}, {any: […]}, {not: …} or unclear; rewrite it as one"
    )
