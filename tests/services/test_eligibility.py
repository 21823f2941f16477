"""The screener: what it asks, what it concludes, and that it asks nothing in vain."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.content import Content, Program, Value
from bot.services.content.rules import All, AnyOf, Asked, Not, Rule, Unclear, criteria_of, parse
from bot.services.eligibility import Outcome, decide, evaluate, next_question

VALUES: tuple[Value, ...] = ("yes", "no", "unknown")


def _asked(content: Content, phase: str | None, facts: dict[str, str]) -> str | None:
    criterion = next_question(content.program.with_phase(phase), facts)
    return criterion.id if criterion else None


def _outcome(content: Content, phase: str | None, facts: dict[str, str]) -> Outcome:
    outcome = decide(content.program.with_phase(phase), facts)
    assert outcome is not None
    return outcome


# The rule of December 2020


def test_three_questions_one_after_another(demo: Content) -> None:
    assert _asked(demo, "B", {}) == "B1"
    assert _asked(demo, "B", {"B1": "yes"}) == "B2"
    assert _asked(demo, "B", {"B1": "yes", "B2": "yes"}) == "B3"
    assert decide(demo.program, {"B1": "yes", "B2": "yes"}) is None


def test_a_home_that_fits_all_three_looks_likely_and_is_sent_to_the_official_check(
    demo: Content,
) -> None:
    outcome = _outcome(demo, "B", {"B1": "yes", "B2": "yes", "B3": "no"})
    assert outcome.kind == "likely"
    assert [reason.criterion for reason in outcome.reasons] == ["B1", "B2", "B3"]
    assert outcome.as_of == "2020-12-04"
    assert not outcome.alternatives
    first, *_ = (demo.texts()[key]["en"] for key in outcome.next_steps)
    assert "cps.edu/getconnected" in first


def test_one_no_settles_it_and_nothing_more_is_asked(demo: Content) -> None:
    outcome = _outcome(demo, "B", {"B1": "no"})
    assert outcome.kind == "not_by_rule"
    assert [(r.criterion, r.value) for r in outcome.reasons] == [("B1", "no")]
    assert outcome.alternatives


def test_what_is_not_known_makes_it_unclear_and_is_named(demo: Content) -> None:
    outcome = _outcome(demo, "B", {"B1": "yes", "B2": "unknown", "B3": "no"})
    assert outcome.kind == "unclear"
    assert [r.key for r in outcome.reasons] == ["content.criteria.B2.values.unknown"]
    assert outcome.alternatives


def test_not_being_sure_of_one_still_leaves_the_next_to_ask(demo: Content) -> None:
    assert _asked(demo, "B", {"B1": "unknown"}) == "B2"


def test_other_help_is_told_where_the_facts_call_for_it(demo: Content) -> None:
    facts = {"B1": "yes", "B2": "yes", "B3": "no", "A7": "yes"}
    assert _outcome(demo, "B", facts).referrals == ("content.referrals.steady_home",)


# The other phases


def test_where_nobody_has_said_which_rule_holds_nothing_is_asked(chicago: Content) -> None:
    outcome = _outcome(chicago, None, {})
    assert (outcome.kind, outcome.phase, outcome.alternatives) == ("unclear", None, True)
    assert outcome.next_steps
    assert outcome.title_key is None


@pytest.mark.parametrize("phase", ["A", "F"])
def test_a_rule_never_published_gives_no_yes(chicago: Content, phase: str) -> None:
    for values in product(VALUES, repeat=2):
        outcome = decide(
            chicago.program.with_phase(phase), dict(zip(["B1", "A3"], values, strict=True))
        )
        assert outcome is None or outcome.kind != "likely"


def test_the_summer_2020_score_tells_what_weighed_in(chicago: Content) -> None:
    outcome = _outcome(chicago, "A", {"B1": "yes", "A3": "yes"})
    assert outcome.kind == "unclear"
    assert [reason.criterion for reason in outcome.reasons] == ["A3"]


def test_families_already_in_are_told_apart(chicago: Content) -> None:
    assert _outcome(chicago, "D", {"D1": "no"}).kind == "not_by_rule"
    assert _outcome(chicago, "E", {"D1": "no"}).kind == "unclear"
    assert _outcome(chicago, "E", {"D1": "yes"}).kind == "likely"


def test_every_key_of_every_outcome_has_a_text(chicago: Content) -> None:
    for phase in (None, *chicago.program.phases):
        program = chicago.program.with_phase(phase)
        names = list(criteria_of(program.phases[phase].rule)) if phase else []
        for values in product(VALUES, repeat=len(names)):
            outcome = decide(program, dict(zip(names, values, strict=True)))
            if outcome:
                keys = [*outcome.next_steps, *(reason.key for reason in outcome.reasons)]
                assert outcome.next_steps
                assert all(key in chicago.texts() for key in keys)


def test_an_unknown_phase_cannot_be_put_in_force(chicago: Content) -> None:
    with pytest.raises(KeyError):
        chicago.program.with_phase("Z")


# Another city


def test_another_city_is_screened_by_its_own_rule(springfield: Content) -> None:
    assert _asked(springfield, "summer", {}) == "S1"
    assert _asked(springfield, "summer", {"S1": "no"}) == "S3"
    assert _outcome(springfield, "summer", {"S1": "yes", "S2": "no"}).kind == "likely"
    assert _outcome(springfield, "summer", {"S1": "no", "S3": "no"}).kind == "not_by_rule"


# Against brute force


def _rules(names: list[str]) -> st.SearchStrategy[Rule]:
    """Rules in which each of the names stands once."""
    if len(names) == 1:
        leaf = st.just(Asked(names[0]))
        return st.one_of(leaf, leaf.map(Not))
    return st.integers(1, len(names) - 1).flatmap(
        lambda cut: st.tuples(_rules(names[:cut]), _rules(names[cut:]), st.integers(0, 4)).map(
            _join
        )
    )


def _join(parts: tuple[Rule, Rule, int]) -> Rule:
    left, right, how = parts
    rule: Rule = All((left, right)) if how % 2 else AnyOf((left, right))
    return All((rule, Unclear())) if how == 4 else rule


def _can_change(rule: Rule, criterion: str, facts: dict[str, Value]) -> bool:
    """Whether any way of answering the rest leaves the outcome to this criterion."""
    others = [n for n in criteria_of(rule) if n not in facts and n != criterion]
    for rest in product(VALUES, repeat=len(others)):
        known = {**facts, **dict(zip(others, rest, strict=True))}
        if len({evaluate(rule, {**known, criterion: value}) for value in VALUES}) > 1:
            return True
    return False


@given(
    rule=st.integers(1, 5).flatmap(lambda n: _rules(["a", "b", "c", "d", "e"][:n])),
    facts=st.dictionaries(st.sampled_from("abcde"), st.sampled_from(VALUES), max_size=4),
)
def test_the_next_question_is_the_first_that_can_still_change_the_outcome(
    springfield: Content, rule: Rule, facts: dict[str, Value]
) -> None:
    program = _with_rule(springfield, rule)
    expected = next(
        (n for n in criteria_of(rule) if n not in facts and _can_change(rule, n, facts)), None
    )
    question = next_question(program, facts)
    assert (question.id if question else None) == expected
    assert (decide(program, facts) is None) == (expected is not None)


def _with_rule(content: Content, rule: Rule) -> Program:
    program = content.program
    model = program.criteria["S1"]
    phase = program.phases["summer"].model_copy(update={"rule": rule})
    criteria = {n: model.model_copy(update={"id": n}) for n in "abcde"}
    return program.model_copy(update={"phases": {"summer": phase}, "criteria": criteria})


@given(
    st.dictionaries(
        st.text(max_size=4),
        st.none() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=3)),
    )
)
def test_facts_of_any_kind_are_borne(springfield: Content, facts: dict[str, object]) -> None:
    next_question(springfield.program, facts)
    decide(springfield.program, facts)


@pytest.mark.parametrize("raw", [{}, [], {"all": []}, {"not": "a", "any": ["b"]}, 3, {"all": "a"}])
def test_what_is_no_rule_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="rule"):
        parse(raw)
