"""The pieces of a content pack: programs, phases, criteria, answers, and what each must hold."""

import re
from datetime import date, time
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)

from bot.services.content.rules import Rule, criteria_of, parse

Sign = Literal["danger", "violence", "despair", "homelessness"]
"""A sign of distress, which is answered with the line to call."""

Value = Literal["yes", "no", "unknown"]
"""An answer: yes, no, or asked and not known."""


class Part(BaseModel):
    """Any piece of a content pack: exact names, exact kinds, never changed once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


def _in_every_language(text: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    languages = (info.context or {}).get("languages") or list(text)
    if missing := [language for language in languages if not text.get(language, "").strip()]:
        raise ValueError(f"has no text in {', '.join(missing)}; add it")
    if extra := [language for language in text if language not in languages]:
        raise ValueError(f"has a text in {', '.join(extra)}, a language city.yml does not list")
    return text


def known(kind: str, name: str, info: ValidationInfo) -> str:
    """A name of that kind which the pack has; raises `ValueError` where it has not."""
    names = (info.context or {}).get(kind)
    if names is not None and name not in names:
        raise ValueError(f"{name} is not among the {kind} ({', '.join(names)}); write one of these")
    return name


def _known_criterion(name: str, info: ValidationInfo) -> str:
    return known("criteria", name, info)


def _known_phase(name: str, info: ValidationInfo) -> str:
    return known("phases", name, info)


def _rule(raw: object, info: ValidationInfo) -> Rule:
    rule = parse(raw)
    for criterion in criteria_of(rule):
        _known_criterion(criterion, info)
    return rule


def _pattern(says: str) -> str:
    try:
        re.compile(says)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error}); mend the pattern") from error
    if re.search(r"[^\x00-\x7f]|(?<!\\)[A-Z]", says):
        raise ValueError("has capitals or accents, but is tried on plain small letters; fold them")
    return says


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name} is no time zone; write one such as America/New_York") from error
    return name


Text = Annotated[dict[str, str], AfterValidator(_in_every_language)]
"""One text, by language."""

Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression over plain text."""

AsOf = Annotated[
    str, BeforeValidator(str), Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?|undated)$", strict=False)
]
"""The day, month or year the source speaks of, or ``undated``."""

Day = Annotated[date, Field(strict=False)]
TimeOfDay = Annotated[time, Field(strict=False)]
CriterionId = Annotated[str, AfterValidator(_known_criterion)]
PhaseId = Annotated[str, AfterValidator(_known_phase)]
Expression = Annotated[Rule, PlainValidator(_rule)]
Sources = Annotated[list[str], Field(min_length=1)]


class Sourced(Part):
    """Something told to residents, with its date and where it was read."""

    as_of: AsOf
    sources: Sources


class Message(Sourced):
    """One message of an answer."""

    text: Text


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Hours(Part):
    """When somebody answers, week for week."""

    days: Annotated[list[Weekday], Field(min_length=1)]
    opens: TimeOfDay
    closes: TimeOfDay

    @property
    def weekdays(self) -> frozenset[int]:
        """The days as Python counts them, from Monday, which is 0."""
        return frozenset(get_args(Weekday).index(day) for day in self.days)

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("closes before it opens; write times of one day, such as 16:30")
        return self


class Contact(Message):
    """Who can help, and their number."""

    phone: str
    hours: Hours | None = None


class Answer(Part):
    """What is answered to one question, as one or more short messages, by the phase in force."""

    default: Annotated[list[Message], Field(min_length=1)]
    in_phase: dict[PhaseId, Annotated[list[Message], Field(min_length=1)]] = {}


class Alternative(Message):
    """Another way to get online for less."""

    kind: Literal["discount", "hotspot", "library", "ended"]
    signs: list[str] = []
    """Kinds of public aid that fit it; named by the household, they bring it to the front."""


class Mention(Part):
    """A way households speak of a criterion, and what it tells about it."""

    says: Pattern
    value: Value | None = None
    negated: Value | None = None
    """What the same words tell after a "no"; nothing where unset."""
    sign: str | None = None
    """A kind of public aid that does not settle the question."""
    when_asked: bool = False
    inside: Literal["school"] | None = None

    @model_validator(mode="after")
    def _tells_something(self) -> Self:
        if (self.value is None) == (self.sign is None):
            raise ValueError("tells nothing, or two things; give it either a value or a sign")
        return self


class Values(Part):
    """Each answer as the reason of an outcome: a clause without a full stop."""

    yes: Text
    no: Text
    unknown: Text


class Criterion(Sourced):
    """One thing the published rule turns on, and how a household is asked about it."""

    id: str
    condition: str
    published_as: list[str]
    alone: Literal["yes", "partly", "no"]
    """Whether a household can answer it by itself; a rule cannot ask what is ``no``."""
    question: Text
    why: Text
    values: Values
    gentle: bool = False
    skippable: bool = False
    entities: dict[str, Value] = {}
    """What hearing such an entity tells, unless a mention says otherwise."""
    mentions: dict[str, list[Mention]] = {}

    @property
    def question_key(self) -> str:
        """Key of the question's text."""
        return f"content.criteria.{self.id}.question"

    @property
    def why_key(self) -> str:
        """Key of the answer to "why do you ask?"."""
        return f"content.criteria.{self.id}.why"


class NextSteps(Part):
    """The official next step, as one or more messages, by the kind of outcome."""

    likely: list[Text] = []
    unclear: list[Text] = []
    not_by_rule: list[Text] = []


class Phase(Sourced):
    """A time of a program with a rule of its own."""

    id: str
    title: Text
    """Names the rule with its date, to stand inside a sentence."""
    said: Text
    """The rule told in plain words, with its date."""
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    rule: Expression
    indicators: list[CriterionId] = []
    """Criteria that weighed in without a published weight: told, not asked."""
    next_steps: NextSteps


class Unconfirmed(Sourced):
    """What is told while nobody has said which phase is in force."""

    next_steps: Annotated[list[Text], Field(min_length=1)]


class Referral(Message):
    """Help of another kind, told along with the outcome where the facts fit."""

    when: Expression


class Aside(Message):
    """Something households tell that no phase of the rule asks, and what they hear to that."""

    says: dict[str, Pattern]
    """How they tell it, by language: a regular expression over plain text."""


class Program(Part):
    """A program, the phases of its rule, and which of them holds today."""

    id: str
    name: Text
    in_force: PhaseId | None
    unconfirmed: Unconfirmed
    phases: dict[str, Phase]
    criteria: dict[str, Criterion]
    referrals: dict[str, Referral] = {}
    asides: dict[str, Aside] = {}

    @property
    def phase(self) -> Phase | None:
        """The phase in force, or None where nobody has said."""
        return self.phases[self.in_force] if self.in_force else None

    def with_phase(self, phase: str | None) -> "Program":
        """The same program with another phase in force; raises `KeyError` on an unknown one."""
        if phase is not None:
            self.phases[phase]
        return self.model_copy(update={"in_force": phase})

    @model_validator(mode="after")
    def _asks_only_what_a_household_knows(self) -> Self:
        for phase in self.phases.values():
            for criterion in criteria_of(phase.rule):
                if criterion in self.criteria and self.criteria[criterion].alone == "no":
                    raise ValueError(
                        f"phase {phase.id} asks {criterion}, which a household cannot answer; "
                        "put it among the phase's indicators"
                    )
        return self


class WorkshopKind(Part):
    """A workshop that is given again and again; imported sessions name it by its id."""

    says: dict[str, Annotated[str, AfterValidator(_pattern)]]
    """How residents speak of it, by language: a regular expression over plain text."""


class City(Part):
    """The city a pack speaks for."""

    name: str
    time_zone: Annotated[str, AfterValidator(_time_zone)]
    languages: Annotated[list[str], Field(min_length=1)]
    """The first is used where a resident's own is unknown."""
    link_domains: list[str] = []
    """Sites whose bare addresses in our messages the pages may turn into links."""
    extends: str | None = None
    rehearsal: bool = False
    rehearsal_label: Text | None = None

    @model_validator(mode="after")
    def _a_rehearsal_says_so(self) -> Self:
        if self.rehearsal != (self.rehearsal_label is not None):
            raise ValueError("rehearsal and rehearsal_label go together; add the one or drop both")
        return self
