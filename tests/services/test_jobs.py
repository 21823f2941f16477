"""Where a resident is told to turn for work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.content import Content
from bot.services.jobs import MOST_TOLD, fitting, others


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("i need a job", "job_centers"),
        ("busco chamba", "job_centers"),
        ("perdí mi trabajo", "job_centers"),
        ("how do i become an electrician", "apprenticeship"),
        ("quiero ser aprendiz de plomero", "apprenticeship"),
        ("tech jobs with the city", "tech_jobs"),
        ("trabajos en tecnología", "tech_jobs"),
        ("help with my resume", "resume_help"),
        ("me ayudan con mi currículum?", "resume_help"),
        ("i want to work in IT support", "accelerate"),
        ("quiero trabajar con redes sociales", "accelerate"),
        ("i have a felony, who hires?", "second_chance"),
        ("tengo antecedentes", "second_chance"),
        ("i have a shop and want to train my workers", "employers"),
        ("quiero contratar gente en mi negocio", "employers"),
    ],
)
def test_what_is_asked_for_comes_first(chicago: Content, text: str, first: str) -> None:
    assert fitting(chicago, text)[0] == first


@given(st.text(max_size=100))
def test_any_text_is_answered_and_the_rest_can_be_reached(chicago: Content, text: str) -> None:
    told = fitting(chicago, text)
    assert 1 <= len(told) <= MOST_TOLD
    suggested = {each.id for each in chicago.jobs.values() if each.suggested}
    seen = set(told)
    for _ in chicago.jobs:
        told = others(chicago, told, 1)
        seen |= set(told)
    assert suggested <= seen


def test_navigators_for_employers_are_not_offered_to_who_seeks_work(chicago: Content) -> None:
    offered = others(chicago, fitting(chicago, "i need work"), len(chicago.jobs))
    assert "employers" not in offered


def test_another_city_has_its_own_places(springfield: Content) -> None:
    assert fitting(springfield, "praca w elektrownia") == ["plant"]
    assert fitting(springfield, "anything") == ["town_hall"]
