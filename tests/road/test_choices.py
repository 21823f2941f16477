"""Answers to what was offered: by number, ordinal word, label or tap, in either language."""

import pytest

from tests.harness.visitor import Visitor

SECOND = ["2", "#2", "la segunda", "the second one", "2da", "dos", "no", "No", "nop", "nope"]


@pytest.mark.parametrize("said", SECOND)
async def test_the_second_choice_is_said_in_many_ways(visitor: Visitor, said: str) -> None:
    await visitor.ask("do i qualify for the free internet")
    outcome, *_ = await visitor.ask(said)
    assert "it looks like you do not qualify" in outcome["text"]


async def test_a_tap_on_an_old_question_is_explained_not_obeyed(visitor: Visitor) -> None:
    *_, first = await visitor.ask("do i qualify for the free internet")
    [second] = await visitor.choose(first["choices"][0])
    [explained] = await visitor.choose(first["choices"][1])
    assert "does not fit an open question" in explained["text"]
    assert explained["choices"]
    assert second["choices"] != first["choices"]


async def test_a_number_beyond_the_list_leaves_the_choices_open(visitor: Visitor) -> None:
    *_, question = await visitor.ask("do i qualify for the free internet")
    [explained] = await visitor.ask("7")
    assert f"from 1 to {len(question['choices'])}" in explained["text"]
    outcome, *_ = await visitor.ask("2")
    assert "it looks like you do not qualify" in outcome["text"]


async def test_a_made_up_choice_does_nothing(visitor: Visitor) -> None:
    await visitor.ask("hello")
    for value in ("", "0.0", "1", "-1.1", "1.1", "999999999999.1", "'; --"):
        [explained] = await visitor.choose({"value": value, "label": "Yes"})
        assert "does not fit an open question" in explained["text"]
