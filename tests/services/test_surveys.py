"""What a message answers to a survey's question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.content import Content
from bot.services.content.surveys import SurveyQuestion
from bot.services.surveys import is_none_of_them, read_numbers, read_words


@pytest.fixture(scope="session")
def interests(chicago: Content) -> SurveyQuestion:
    return chicago.surveys["interest"].questions["interests"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("1", [0]),
        ("1 y 3", [0, 2]),
        ("1,3", [0, 2]),
        ("1 3", [0, 2]),
        ("2 and 3 please", [1, 2]),
        ("the first and the last", [0, 2]),
        ("la primera y la tercera", [0, 2]),
        ("uno y dos", [0, 1]),
        ("todas", [0, 1, 2]),
        ("all of them", [0, 1, 2]),
        ("las tres", [0, 1, 2]),
    ],
)
def test_several_are_picked_at_once(
    interests: SurveyQuestion, text: str, places: list[int]
) -> None:
    options = list(interests.options)
    assert read_numbers(interests, text) == [options[place] for place in places]


@pytest.mark.parametrize("text", ["i have 2 kids", "tengo 3 hijos", "7", "0", "1 y 9", "", "hola"])
def test_what_only_holds_a_number_picks_nothing(interests: SurveyQuestion, text: str) -> None:
    assert read_numbers(interests, text) is None


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("excel and computers", ["technology", "software"]),
        ("quiero aprender a usar la computadora", ["technology"]),
        ("cursos de la universidad", ["college"]),
        ("cooking", None),
    ],
)
def test_options_are_known_by_their_words(
    interests: SurveyQuestion, text: str, chosen: list[str] | None
) -> None:
    assert read_words(interests, text) == chosen


def test_one_answer_is_all_that_a_single_question_takes(springfield: Content) -> None:
    often = springfield.surveys["donuts"].questions["often"]
    assert read_numbers(often, "2") == ["never"]
    assert read_numbers(often, "1 and 2") is None
    assert read_words(often, "daily or never") is None


@pytest.mark.parametrize("text", ["none of these", "ninguna", "Ninguna de esas.", "nothing"])
def test_none_may_fit(text: str) -> None:
    assert is_none_of_them(text)


@given(st.text(max_size=60))
def test_any_text_picks_only_what_is_offered(chicago: Content, text: str) -> None:
    for question in chicago.surveys["interest"].questions.values():
        for chosen in (read_numbers(question, text), read_words(question, text)):
            assert set(chosen or ()) <= set(question.options)
