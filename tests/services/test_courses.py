"""Courses that fit, from what people write."""

from dataclasses import replace

import pytest

from bot.services.content import Content
from bot.services.courses import (
    Wish,
    main_topics,
    named,
    read_language,
    read_level,
    read_topics,
    recommend,
)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("excel", ("spreadsheets",)),
        ("exel", ("spreadsheets",)),
        ("quiero aprender hojas de cálculo", ("spreadsheets",)),
        ("I want to lern spredsheets", ("spreadsheets",)),
        ("redes sociales para mi negocio", ("social_media",)),
        ("soporte tecnico", ("it_support",)),
        ("data analytics and excel", ("data", "spreadsheets")),
        ("clases de ingles", ("english",)),
        ("cómo hacer un currículum", ("job_search",)),
        ("can my sister get it too", ()),
        ("welding", ()),
    ],
)
def test_topics_in_residents_words(text: str, topics: tuple[str, ...], chicago: Content) -> None:
    assert read_topics(text, chicago) == topics


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I'm a beginner", "beginner"),
        ("desde cero por favor", "beginner"),
        ("algo intermedio", "intermediate"),
        ("advanced excel", "advanced"),
        ("excel", None),
        ("are there some classes", None),
    ],
)
def test_how_much_somebody_knows(text: str, level: str | None) -> None:
    assert read_level(text) == level


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("excel in spanish", "es"),
        ("excel en español", "es"),
        ("clases en inglés", "en"),
        ("clases de inglés", None),  # what they want to learn
    ],
)
def test_the_language_to_learn_in(text: str, language: str | None, chicago: Content) -> None:
    assert read_language(text, chicago) == language


def test_what_is_mainly_about_the_topic_comes_first(demo: Content) -> None:
    first = recommend(demo, Wish(("spreadsheets",)), "en")[0]
    assert first.topics[0] == "spreadsheets"


def test_what_needs_a_license_nobody_gives_now_comes_last(chicago: Content) -> None:
    found = recommend(chicago, Wish(("technology",)), "en")
    needs_license = [course.license is not None for course in found]
    assert needs_license == sorted(needs_license)
    assert any(needs_license)


def test_the_level_brings_a_course_to_the_front(demo: Content) -> None:
    wish = Wish(("spreadsheets",), license="coursera")
    for level in ("beginner", "intermediate"):
        found = recommend(demo, replace(wish, level=level), "en")
        assert found[0].level == level


def test_a_course_in_another_language_is_left_out(springfield: Content) -> None:
    ids = [course.id for course in recommend(springfield, Wish(("baking",), language="pl"), "en")]
    assert ids == ["bread"]
    ids = [course.id for course in recommend(springfield, Wish(("sewing",), language="pl"), "en")]
    assert ids == ["seams"]  # its source does not tell a language


def test_only_what_gives_something_to_show(springfield: Content) -> None:
    assert [c.id for c in recommend(springfield, Wish(with_award=True), "en")] == ["bread"]


def test_a_course_is_known_by_its_title_in_any_language(demo: Content) -> None:
    found = named("análisis de datos", list(demo.courses.values()))
    assert found is not None
    assert found.id == "coursera_data_analytics"


def test_main_topics_are_of_the_license(demo: Content) -> None:
    topics = main_topics(demo, "coursera", 3)
    assert len(topics) == 3
    assert all(recommend(demo, Wish((topic,), license="coursera"), "en") for topic in topics)


@pytest.mark.parametrize(
    "wish",
    [Wish(), Wish(("a", "b"), "beginner", "es", True), Wish(language="en")],
)
def test_a_wish_travels_in_a_choice(wish: Wish) -> None:
    assert Wish.of_option(wish.as_option()) == wish
