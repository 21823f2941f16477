"""Reads what a household says into facts: several answers in one message, in any mix of languages.

Facts are plain JSON, since they live in a Rasa slot: an answer by criterion id (``"B1": "yes"``),
``zip_code``, ``children`` (how many), ``school``, ``school_age`` and ``signs`` (public aid named).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.services.content import Content, Criterion, Value
from bot.services.content.models import Mention
from bot.services.phrases import answer, asked, corrected, negated, plain, vocabulary_of
from bot.services.words import number, pattern, whole

type Facts = dict[str, Any]
type Entity = Mapping[str, Any]

MOST_CHILDREN = 20
"""A larger number is not a count of the children in a home."""

MOST_WORDS_BESIDE = 2
"""Who says more than that beside an aside tells of something else: "we rent but are moving"."""

_NOT_TOLD = frozenset({"report_internet_problem", "out_of_scope", "share_bot", "stop_messages"})
"""Wishes in which "no internet" or "cps" tells nothing of who the household is."""

_TELLING = frozenset({"inform", "affirm", "deny"})
"""Wishes in which a statement is about the household even if no "we" is in it."""

_ASKS_TO_BE_SCREENED = "check_eligibility"
"""A wish to which people add who they are, in as few words as they can: "2 kids, no wifi"."""

_OPTIONS: dict[str, Value] = {"yes": "yes", "no": "no", "unknown": "unknown", "skip": "unknown"}
_SETTLED: dict[Value, int] = {"no": 0, "unknown": 1, "yes": 2}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message told."""

    facts: Facts
    """All facts, those known before included."""
    changed: tuple[str, ...]
    """Names of the facts that are new or other than before."""
    understood: bool
    """Whether anything at all was read, be it what was known already."""
    answered: bool
    """Whether the question being asked got its answer, "not sure" and "skip" included."""
    skipped: bool
    asides: tuple[str, ...]
    """What else they told, which the rule does not ask: names of `Program.asides`."""


def read(
    text: str,
    intent: str | None,
    entities: Sequence[Entity],
    asking: str | None,
    facts: Mapping[str, Any],
    content: Content,
) -> Reading:
    """Turn one message into facts.

    ``asking`` is the criterion whose question was asked last, ``entities`` are Rasa's. Never raises
    on any text. What is told now overrides what was told before.
    """
    heard = _Heard(plain(text), asked(text), intent, entities, asking, content)
    told: Facts = _entity_facts(heard) | _signs(heard, facts)
    for criterion in content.criteria.values():
        value = _told(criterion, heard)
        if value is not None:
            told[criterion.id] = _with_before(value, criterion.id, heard, facts)
    skipped = False
    if asking in content.criteria and asking not in told:
        reply = _reply(heard, told, facts)
        skipped = reply == "skip"
        if reply is not None:
            told[asking] = _OPTIONS[reply]
    changed = tuple(name for name, value in told.items() if facts.get(name) != value)
    asides = _asides(heard)
    understood = bool(told or asides)
    return Reading({**facts, **told}, changed, understood, asking in told, skipped, asides)


@dataclass(frozen=True)
class _Heard:
    """One message and the moment it came in."""

    sentences: list[str]
    questions: frozenset[str]
    """Those of them that end with a question mark."""
    intent: str | None
    entities: Sequence[Entity]
    asking: str | None
    content: Content

    def values(self, entity: str) -> list[str]:
        """The values of an entity, as text."""
        return [str(e["value"]) for e in self.entities if _is(e, entity)]

    def says(self, field: str) -> bool:
        """Whether any sentence has such words (`bot.services.words.Words`)."""
        return any(pattern(field).search(sentence) for sentence in self.sentences)


def _is(entity: Entity, kind: str) -> bool:
    return entity.get("entity") == kind and entity.get("value") not in (None, "")


# What is said of one criterion


@dataclass(frozen=True, slots=True)
class _Finding:
    """A mention found in a sentence, with what it tells."""

    mention: Mention
    value: Value | None
    sentence: int
    start: int
    end: int


def _told(criterion: Criterion, heard: _Heard) -> Value | None:
    """What a message tells of a criterion; of several things told, the one that settles most.

    Each question asks whether anything at home fits ("does a child…"), so a yes stands against a no
    said of somebody else.
    """
    findings = _findings(criterion, heard)
    values = [finding.value for finding in findings if finding.value]
    if not values and criterion.id == heard.asking and findings and not answer(heard.sentences):
        values = ["unknown"]
    values += _from_entities(criterion, findings, heard)
    return max(values, key=_SETTLED.__getitem__, default=None)


def _findings(criterion: Criterion, heard: _Heard) -> list[_Finding]:
    return [
        finding
        for n, sentence in enumerate(heard.sentences)
        if _about_household(sentence, criterion, heard)
        for finding in _in_sentence(criterion, sentence, n, heard)
    ]


def _in_sentence(criterion: Criterion, sentence: str, n: int, heard: _Heard) -> Iterable[_Finding]:
    """The mentions of one sentence as written, or else with its spelling corrected."""
    mentions = [
        mention
        for language in criterion.mentions.values()
        for mention in language
        if mention.inside is None and (criterion.id == heard.asking or not mention.when_asked)
    ]
    found = list(_matches(mentions, sentence, n))
    return found or list(_matches(mentions, corrected(sentence, _vocabulary(heard.content)), n))


def _matches(mentions: list[Mention], sentence: str, n: int) -> Iterable[_Finding]:
    for mention, start, end in _longest(mentions, sentence):
        is_negated = negated(sentence, start, end)
        value = mention.negated if is_negated else mention.value
        if value or (mention.sign and not is_negated):
            yield _Finding(mention, value, n, start, end)


def _longest(mentions: list[Mention], sentence: str) -> list[tuple[Mention, int, int]]:
    """Matches that do not overlap: the longer one keeps the words, of equals the first listed."""
    matches = [
        (mention, *match.span())
        for mention in mentions
        for match in whole(mention.says).finditer(sentence)
    ]
    matches.sort(key=lambda found: found[1] - found[2])
    kept: list[tuple[Mention, int, int]] = []
    for mention, start, end in matches:
        if all(end <= other_start or other_end <= start for _, other_start, other_end in kept):
            kept.append((mention, start, end))
    return kept


def _about_household(sentence: str, criterion: Criterion, heard: _Heard) -> bool:
    """Whether a sentence speaks of this household, and not of a neighbor, a rule or an "if"."""
    if pattern("others").search(sentence) or pattern("about_us_not").search(sentence):
        return False
    if pattern("hypothetical").match(sentence):
        return False
    if criterion.id == heard.asking or heard.intent in _TELLING:
        return True
    if heard.intent in _NOT_TOLD:
        return False
    return bool(pattern("household").search(sentence)) or _is_scrap(sentence, heard)


def _is_scrap(sentence: str, heard: _Heard) -> bool:
    """Whether a sentence is one of the scraps that people add to "do we qualify?"."""
    if heard.intent != _ASKS_TO_BE_SCREENED or len(heard.sentences) == 1:
        return False
    return sentence not in heard.questions and not pattern("about_program").search(sentence)


@lru_cache(maxsize=8)
def _words_of(says: tuple[str, ...]) -> frozenset[str]:
    return vocabulary_of(says)


def _vocabulary(content: Content) -> frozenset[str]:
    return _words_of(tuple(mention.says for mention in content.mentions))


def _from_entities(criterion: Criterion, findings: list[_Finding], heard: _Heard) -> list[Value]:
    """What the entities tell: a school named tells of a school child unless it is, say, private."""
    return [
        value
        for entity, usual in criterion.entities.items()
        for name in heard.values(entity)
        if (value := _by_name(criterion, name, usual, findings, heard)) is not None
    ]


def _by_name(
    criterion: Criterion, name: str, usual: Value, findings: list[_Finding], heard: _Heard
) -> Value | None:
    known = " ".join(plain(name))
    for mentions in criterion.mentions.values():
        for mention in mentions:
            if mention.inside and mention.value and whole(mention.says).search(known):
                return mention.value
    return None if _spoken_of(known, findings, heard) else usual


def _spoken_of(name: str, findings: list[_Finding], heard: _Heard) -> bool:
    """Whether a mention stands on or right beside the name: "lane tech, its private"."""
    for finding in findings:
        sentence = heard.sentences[finding.sentence]
        at = sentence.find(name)
        between = sentence[at + len(name) : finding.start] if at < finding.start else ""
        if at >= 0 and at < finding.end and len(between.split()) <= 2:
            return True
    return False


def _with_before(value: Value, name: str, heard: _Heard, facts: Mapping[str, Any]) -> Value:
    """What is told now, unless it is told of another child, or settles less than before."""
    before = facts.get(name)
    adds = heard.says("also") and not heard.says("correction")
    if before in _SETTLED and name != heard.asking and (value == "unknown" or adds):
        return max(value, before, key=_SETTLED.__getitem__)
    return value


# The reply to the question asked


def _reply(heard: _Heard, told: Facts, facts: Mapping[str, Any]) -> str | None:
    """yes, no, unknown or skip, by choice, by plain words or by intent."""
    for option in heard.values("option"):
        if option in _OPTIONS:
            return option
    reply: str | None = answer(heard.sentences)
    if reply is None and not told:
        reply = {"affirm": "yes", "deny": "no"}.get(heard.intent or "")
    return None if reply == "no" and _corrects(told, facts) else reply


def _corrects(told: Facts, facts: Mapping[str, Any]) -> bool:
    """Whether what was told puts something else right, as in "no, 60608"."""
    return "zip_code" in told or any(
        name in facts and facts[name] != value for name, value in told.items() if name != "signs"
    )


# What is not a criterion


def _entity_facts(heard: _Heard) -> Facts:
    facts: Facts = {}
    if zip_code := _zip_code(heard):
        facts["zip_code"] = zip_code
    if schools := heard.values("school"):
        facts["school"] = schools[-1]
    if schools or heard.says("grades"):
        facts["school_age"] = "yes"
    if children := _children(heard):
        facts["children"] = children
    return facts


def _zip_code(heard: _Heard) -> str | None:
    """The last ZIP named: as an entity, or as five digits where the words speak of a ZIP."""
    named = [v for v in heard.values("zip_code") if re.fullmatch(r"[0-9]{5}", v)]
    if not named and heard.says("zip_code"):
        named = [v for s in heard.sentences for v in re.findall(r"\b[0-9]{5}\b", s)]
    return named[-1] if named else None


def _children(heard: _Heard) -> int | None:
    """How many children were named: the counts that stand right before a word for children."""
    counts = [
        count
        for value in heard.values("count")
        if (count := number(" ".join(plain(value)))) and _counts_children(value, heard.sentences)
    ]
    return sum(counts) if 0 < sum(counts) <= MOST_CHILDREN else None


def _counts_children(value: str, sentences: list[str]) -> bool:
    word = re.escape(" ".join(plain(value)))
    near = re.compile(rf"(?<!\w){word} (?:\w+ ){{0,2}}?(?:{pattern('children').pattern})")
    return any(near.search(sentence) for sentence in sentences)


def _signs(heard: _Heard, facts: Mapping[str, Any]) -> Facts:
    """Public aid named now or before, in alphabetical order."""
    named = {
        finding.mention.sign
        for criterion in heard.content.criteria.values()
        for finding in _findings(criterion, heard)
        if finding.mention.sign
    }
    before = facts.get("signs")
    known = {str(sign) for sign in before} if isinstance(before, list) else set()
    return {"signs": sorted(known | named)} if named else {}


def _asides(heard: _Heard) -> tuple[str, ...]:
    """What is nearly all that the message says, in the order of the content pack."""
    text = " ".join(heard.sentences)
    return tuple(
        name
        for name, aside in heard.content.program.asides.items()
        for rest, count in [whole("|".join(aside.says.values())).subn(" ", text)]
        if count and len(rest.split()) <= MOST_WORDS_BESIDE
    )
