"""Spelling, concepts, features, vocabulary and slips."""

import random

from components.augment import noisy, slip
from components.concepts import concept_features, concepts
from components.spelling import Spelling
from components.vocabulary import in_school_name, people, schools


def test_spelling_mends_unknown_words_only() -> None:
    spelling = Spelling(["licencia taller internet hijos sabado", "taxes"])
    assert (
        spelling.mend("lisencia taler interent ijos savado")
        == "licencia taller internet hijos sabado"
    )
    assert spelling.mend("taxes weather 60623 si") == "taxes weather 60623 si"


def test_concepts_cross_languages() -> None:
    assert {"renew", "license"} <= set(concepts("renovar mi licencia"))
    assert {"renew", "license"} <= set(concepts("extend my license"))
    assert "license+renew" in concept_features("renovar mi licencia")
    assert "no" in concepts("no")


def test_school_names_of_several_words() -> None:
    assert in_school_name(["va", "a", "back", "of", "the", "yards", "hoy"]) == [
        False,
        False,
        True,
        True,
        True,
        True,
        False,
    ]


def test_vocabulary_is_in_even_spelling() -> None:
    assert len(schools()) > 300
    assert len(people()) > 200
    assert all(name == name.lower() for name in schools())


def test_slips_are_repeatable_and_keep_the_edges() -> None:
    first, second = (noisy(" when is the next workshop ", random.Random(3)) for _ in range(2))
    assert first == second
    assert first.startswith(" ")
    assert first.endswith(" ")
    assert noisy("", random.Random(1)) == ""
    assert slip("ok", random.Random(1)) == "ok"
