"""The language residents are written to in: theirs, kept, and switched at their word."""

import pytest

from tests.harness.visitor import Visitor


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
    assert changed["text"] == "OK, I will write in English."
    [back] = await visitor.ask("en español por favor")
    assert back["text"] == "Muy bien, le escribo en español."


async def test_the_page_language_holds_until_a_message_tells(visitor: Visitor) -> None:
    posted = await visitor.post(text="60623", language="es")
    assert posted.status_code == 202
    async for name, data in visitor.events():
        if name == "message":
            assert "¿" in data["text"]
            break
