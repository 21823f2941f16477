"""Screens a household against the rule in force: what to ask next, and what the answers come to.

Three-valued: an answer is yes, no or unknown, and so is a rule. The screener asks only what can
still change the outcome, explains it, and never promises: the program decides, not the answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product, takewhile
from typing import Literal

from bot.services.content.models import Criterion, NextSteps, Phase, Program, Value
from bot.services.content.rules import All, AnyOf, Asked, Not, Rule, Unclear, criteria_of

Kind = Literal["likely", "unclear", "not_by_rule"]
Facts = Mapping[str, object]
"""What a household told: "yes", "no" or "unknown" by criterion id, besides other facts."""

_ORDER: tuple[Value, ...] = ("no", "unknown", "yes")
_KINDS: dict[Value, Kind] = {"yes": "likely", "unknown": "unclear", "no": "not_by_rule"}
_NEGATED: dict[Value, Value] = {"yes": "no", "unknown": "unknown", "no": "yes"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion whose answer led to the outcome."""

    criterion: str
    value: Value

    @property
    def key(self) -> str:
        """Key of the reason's text, a clause without a full stop."""
        return f"content.criteria.{self.criterion}.values.{self.value}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the published rule comes to for a household, and where to go from there."""

    kind: Kind
    reasons: tuple[Reason, ...]
    phase: str | None
    """Id of the phase in force; None where nobody has said."""
    as_of: str
    sources: tuple[str, ...]
    next_steps: tuple[str, ...]
    """Keys of the messages that say the official next step."""
    referrals: tuple[str, ...]
    """Keys of the messages on other help the facts call for."""
    alternatives: bool
    """Whether other ways to pay less for internet should be offered."""

    @property
    def title_key(self) -> str | None:
        """Key of the rule's name with its date, to stand inside a sentence."""
        return f"content.phases.{self.phase}.title" if self.phase else None

    @property
    def said_key(self) -> str | None:
        """Key of the rule in plain words."""
        return f"content.phases.{self.phase}.said" if self.phase else None


def next_question(program: Program, facts: Facts) -> Criterion | None:
    """The first criterion, in the rule's order, whose answer can still change the outcome."""
    phase = program.phase
    if phase is None:
        return None
    for criterion in criteria_of(phase.rule):
        if criterion not in _answers(facts) and _matters(phase.rule, criterion, _answers(facts)):
            return program.criteria[criterion]
    return None


def answered_before(program: Program, facts: Facts) -> str | None:
    """The criterion that has an answer and is asked right before the one that is open."""
    question = next_question(program, facts)
    if question is None or program.phase is None:
        return None
    earlier = takewhile(lambda criterion: criterion != question.id, criteria_of(program.phase.rule))
    answered = [criterion for criterion in earlier if criterion in _answers(facts)]
    return answered[-1] if answered else None


def decide(program: Program, facts: Facts) -> Outcome | None:
    """What the rule in force comes to, or None while a question can still change it."""
    if next_question(program, facts) is not None:
        return None
    phase = program.phase
    if phase is None:
        return _unconfirmed(program, facts)
    answers = _answers(facts)
    kind = _KINDS[evaluate(phase.rule, answers)]
    return Outcome(
        kind=kind,
        reasons=_reasons(phase, answers),
        phase=phase.id,
        as_of=phase.as_of,
        sources=tuple(phase.sources),
        next_steps=_next_steps(phase, kind),
        referrals=_referrals(program, answers),
        alternatives=kind != "likely",
    )


def evaluate(rule: Rule, answers: Mapping[str, Value]) -> Value:
    """The rule's value; what is not answered counts as unknown."""
    match rule:
        case Asked(criterion):
            return answers.get(criterion, "unknown")
        case Unclear():
            return "unknown"
        case Not(part):
            return _NEGATED[evaluate(part, answers)]
        case All(parts):
            return min((evaluate(part, answers) for part in parts), key=_ORDER.index)
        case AnyOf(parts):
            return max((evaluate(part, answers) for part in parts), key=_ORDER.index)


def _answers(facts: Facts) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if value in _ORDER}


type _Courses = frozenset[tuple[Value, ...]]
"""What a part of a rule may come to as one criterion is answered no, unknown, yes: one tuple for
each way the other open criteria may still be answered."""


def _matters(rule: Rule, criterion: str, answers: Mapping[str, Value]) -> bool:
    return any(len(set(course)) > 1 for course in _courses(rule, criterion, answers))


def _courses(rule: Rule, criterion: str, answers: Mapping[str, Value]) -> _Courses:
    """All courses of the rule; exact, since a criterion stands only once in it."""
    match rule:
        case Asked(name) if name == criterion:
            return frozenset([_ORDER])
        case Asked(name) if name not in answers:
            return frozenset((value,) * len(_ORDER) for value in _ORDER)
        case Asked() | Unclear():
            return frozenset([(evaluate(rule, answers),) * len(_ORDER)])
        case Not(part):
            parts = _courses(part, criterion, answers)
            return frozenset(tuple(_NEGATED[value] for value in course) for course in parts)
        case All(parts) | AnyOf(parts):
            pick = min if isinstance(rule, All) else max
            return reduce(
                lambda left, right: frozenset(
                    tuple(pick(pair, key=_ORDER.index) for pair in zip(a, b, strict=True))
                    for a, b in product(left, right)
                ),
                (_courses(part, criterion, answers) for part in parts),
            )


def _reasons(phase: Phase, answers: Mapping[str, Value]) -> tuple[Reason, ...]:
    """The answers that made the outcome, then what weighed in without a published weight."""
    led = [Reason(name, answers.get(name, "unknown")) for name in _led(phase.rule, answers)]
    weighed = [Reason(name, answers[name]) for name in phase.indicators if name in answers]
    return (*led, *weighed)


def _led(rule: Rule, answers: Mapping[str, Value]) -> list[str]:
    """The criteria behind the rule's value: those parts that have the value of the whole."""
    match rule:
        case Asked(criterion):
            return [criterion]
        case Unclear():
            return []
        case Not(part):
            return _led(part, answers)
        case All(parts) | AnyOf(parts):
            whole = evaluate(rule, answers)
            same = [part for part in parts if evaluate(part, answers) == whole]
            return [name for part in same for name in _led(part, answers)]


def _next_steps(phase: Phase, kind: Kind) -> tuple[str, ...]:
    steps: NextSteps = phase.next_steps
    count = len(getattr(steps, kind))
    return tuple(f"content.phases.{phase.id}.next_steps.{kind}.{n}" for n in range(count))


def _referrals(program: Program, answers: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(
        f"content.referrals.{name}"
        for name, referral in program.referrals.items()
        if evaluate(referral.when, answers) == "yes"
    )


def _unconfirmed(program: Program, facts: Facts) -> Outcome:
    told = program.unconfirmed
    prefix = f"content.programs.{program.id}.unconfirmed.next_steps"
    return Outcome(
        kind="unclear",
        reasons=(),
        phase=None,
        as_of=told.as_of,
        sources=tuple(told.sources),
        next_steps=tuple(f"{prefix}.{n}" for n in range(len(told.next_steps))),
        referrals=_referrals(program, _answers(facts)),
        alternatives=True,
    )
