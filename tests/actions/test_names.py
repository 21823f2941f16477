"""Whom a message names to come: nobody who is named is left out."""

import uuid

import pytest

from bot.actions.base import Heard
from bot.actions.workshops.names import SOMEBODY, bare_names, people_in
from bot.store.models import SELF


def heard(text: str, *names: str) -> Heard:
    """A message in which the model found names."""
    return Heard(
        conversation_id=uuid.uuid4(),
        message_id=uuid.uuid4(),
        text=text,
        intent="inform",
        entities={"name": list(names)},
        language="en",
        slots={},
        active_form=None,
        is_fresh=True,
        events=[],
    )


@pytest.mark.parametrize(
    ("text", "found", "people"),
    [
        ("apúntame a mí y a mi hija Ana", ["Ana"], [SELF, "Ana"]),
        ("sign me up and my daughter Ana", ["Ana"], [SELF, "Ana"]),
        ("anóteme y a mi hijo", [], [SELF, SOMEBODY]),
        ("for my kids Ana, Leo and Eva", [], ["Ana", "Leo", "Eva"]),
        ("for my kids ana and leo", ["ana"], ["Ana", "Leo"]),
        ("para mi hija Sofía y mi hijo José", ["Sofía"], ["Sofía", "José"]),
        ("for my son Luis and can he bring food", ["Luis"], ["Luis"]),
        ("for my son luis, thanks", ["luis"], ["Luis"]),
        ("for my daughter Ana and Saturday is good", ["Ana"], ["Ana"]),
        ("apunta también a mis nietos", [], [SOMEBODY]),
        ("sign up my nieces Ana and Eva", ["Ana"], ["Ana", "Eva"]),
        ("for me", [], []),
        ("my son wants to know if it is free", [], []),
    ],
)
def test_people_in_a_wish(text: str, found: list[str], people: list[str]) -> None:
    assert people_in(heard(text, *found), is_asked=False) == people


@pytest.mark.parametrize(
    ("text", "found", "people"),
    [
        ("Ana y Leo", ["Ana"], ["Ana", "Leo"]),
        ("Ana & Leo", ["Ana"], ["Ana", "Leo"]),
        ("Leo y Ana", ["Ana"], ["Leo", "Ana"]),
        ("leo and ana", ["ana"], ["Leo", "Ana"]),
        ("Leo, Eva y Ana", ["Ana"], ["Leo", "Eva", "Ana"]),
        ("el viernes y Ana", ["Ana"], ["Ana"]),
        ("yo y ana", ["ana"], [SELF, "Ana"]),
        ("my wife and I", [], [SELF, SOMEBODY]),
        ("Ana, ana and ANA", ["Ana"], ["Ana"]),
        ("no gracias", [], []),
    ],
)
def test_people_who_were_asked_for(text: str, found: list[str], people: list[str]) -> None:
    assert people_in(heard(text, *found), is_asked=True) == people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("leo y eva", ["Leo", "Eva"]),
        ("se llaman Ana y Leo", ["Ana", "Leo"]),
        ("her name is Maya", ["Maya"]),
        ("Ana Maria Lopez", ["Ana"]),
        ("yes i think so and also bring food for them", []),
    ],
)
def test_names_alone(text: str, names: list[str]) -> None:
    assert bare_names(heard(text)) == names
