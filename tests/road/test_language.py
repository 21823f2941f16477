"""The language residents are written to in: theirs, kept, and switched at their word."""

from pathlib import Path

import pytest
import yaml

from tests.conftest import SharedService
from tests.harness.phone import Phone
from tests.harness.visitor import Visitor

WANTED = yaml.safe_load(
    Path(__file__).parents[1].joinpath("conversation", "wanted_languages.yml").read_text("utf-8")
)
CHANGED = {"en": "OK, I will write in English.", "es": "Muy bien, le escribo en español."}


@pytest.mark.parametrize(
    ("said", "heard"),
    [("buenas tardes", "Hola"), ("good morning", "Hi"), ("hola", "Hola"), ("hello", "Hi")],
)
async def test_a_greeting_is_answered_in_its_language(
    visitor: Visitor, said: str, heard: str
) -> None:
    [greeting] = await visitor.ask(said)
    assert heard in greeting["text"]


async def test_the_language_is_kept_over_names_numbers_and_borrowed_words(
    visitor: Visitor,
) -> None:
    await visitor.ask("quiero saber si califico para el internet")
    for said in ("60623", "wifi", "Lawndale Elementary", "ok"):
        answers = await visitor.ask(said)
        assert any(mark in answers[-1]["text"] for mark in "¿áéíóúñ¡"), said


async def test_a_wish_for_another_language_is_obeyed_at_once(visitor: Visitor) -> None:
    await visitor.ask("hola buenas tardes")
    [changed] = await visitor.ask("in english please")
    assert changed["text"] == CHANGED["en"]
    [back] = await visitor.ask("en español por favor")
    assert back["text"] == CHANGED["es"]


@pytest.mark.parametrize(
    ("wanted", "before"),
    [("en", None), ("en", "hola buenas tardes"), ("es", None), ("es", "good morning")],
)
async def test_a_language_that_is_denied_is_not_written(
    service: SharedService, wanted: str, before: str | None
) -> None:
    wrong = []
    for text in WANTED[wanted]:
        phone = Phone(service.base_url, service.database_url)
        if before:
            await phone.ask(before)
        if (answers := await phone.ask(text)) != [CHANGED[wanted]]:
            wrong.append((text, answers))
    assert wrong == []


async def test_the_page_language_holds_until_a_message_tells(visitor: Visitor) -> None:
    posted = await visitor.post(text="60623", language="es")
    assert posted.status_code == 202
    async for name, data in visitor.events():
        if name == "message":
            assert "¿" in data["text"]
            break
