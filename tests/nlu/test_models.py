"""The two models learn from a handful of examples, and repeat themselves exactly."""

import numpy as np
import pytest
from components.entity_model import EntityModel
from components.entity_model import Options as EntityOptions
from components.intent_model import IntentModel, Options
from components.patterns import Span

EXAMPLES = [
    *[(t, "renew_license") for t in (
        "renew my license", "quiero renovar mi licencia", "extend my coursera license",
        "more time please on coursera",
        "can i renew", "necesito renovar", "renovar coursera", "i want to renew the license",
    )],
    *[(t, "report_internet_problem") for t in (
        "wifi is down", "no sirve el internet", "my internet is slow", "el modem no prende",
        "the router is broken", "se cae el internet", "internet not working", "no tengo wifi",
    )],
]  # fmt: skip


@pytest.fixture(scope="module")
def intents() -> IntentModel:
    return IntentModel(Options(held_out=0.4)).fit(
        [t for t, _ in EXAMPLES], [i for _, i in EXAMPLES]
    )


def best(model: IntentModel, text: str) -> str:
    return model.intents[int(model.predict([text])[0].argmax())]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("RENOVARRR mi lisencia xfa", "renew_license"),
        ("the wifi dont wrok", "report_internet_problem"),
        ("my modem is dead", "report_internet_problem"),
    ],
)
def test_unseen_messages(intents: IntentModel, text: str, intent: str) -> None:
    assert best(intents, text) == intent


def test_confidences_add_up_whatever_is_written(intents: IntentModel) -> None:
    rows = intents.predict(["renew", "", "👋", "zzz qqq", "x" * 2000])
    assert np.allclose(rows.sum(axis=1), 1, atol=1e-5)
    assert (rows >= 0).all()


def test_training_is_repeatable(intents: IntentModel) -> None:
    again = IntentModel(Options(held_out=0.4)).fit(
        [t for t, _ in EXAMPLES], [i for _, i in EXAMPLES]
    )
    assert np.allclose(again.predict(["renovar"]), intents.predict(["renovar"]))


def span(text: str, said: str, entity: str) -> Span:
    return Span(text.index(said), text.index(said) + len(said), entity)


def test_entities_are_quoted_as_written() -> None:
    taught = [
        ("my kid goes to juarez", [("juarez", "school")]),
        ("el va a la escuela curie", [("curie", "school")]),
        ("she attends lane tech", [("lane tech", "school")]),
        ("i have 2 kids", [("2", "count")]),
        ("tengo tres hijos", [("tres", "count")]),
        ("nothing here", []),
    ]
    texts = [text for text, _ in taught]
    marks = [[span(text, *mark) for mark in marked] for text, marked in taught]
    model = EntityModel(EntityOptions(copies=3, seldom=1)).fit(texts, marks)
    text = "TENGO 3 hijos, 60623, ana@example.org"
    assert [(s.entity, text[s.start : s.end]) for s in model.find(text)] == [
        ("count", "3"),
        ("zip_code", "60623"),
        ("email", "ana@example.org"),
    ]
    assert model.find("") == []
    assert [s.entity for s in model.find("my son goes to Farragut")] == ["school"]
