"""The language residents are written to in: theirs, kept, and switched at their word."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from bot.conversation.catalog import LOCALES, read_catalog
from tests.conftest import SharedService
from tests.harness.phone import Phone
from tests.harness.telegram import TelegramPerson, provider_id
from tests.harness.visitor import Visitor

Connection = psycopg.AsyncConnection[Any]
TEXTS = {language: read_catalog(LOCALES, language, "enlace") for language in ("en", "es")}
GREETING = {language: str(texts["greet"].string) for language, texts in TEXTS.items()}
THANKS = {language: str(texts["thank"].string) for language, texts in TEXTS.items()}
CHANGED = {language: str(texts["language.changed"].string) for language, texts in TEXTS.items()}

WANTED = yaml.safe_load(
    Path(__file__).parents[1].joinpath("conversation", "wanted_languages.yml").read_text("utf-8")
)


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


SHORT = {
    "es": ("hola", "Hola!", "buenos dias", "necesito internet", "mi solicitud", "¿califico?"),
    "en": ("hello", "good morning", "thanks", "my application"),
}
OTHER = {"en": "es", "es": "en"}


@pytest.mark.parametrize("language", SHORT)
async def test_what_an_app_is_set_to_is_no_word_of_theirs(
    service: SharedService, database: Connection, language: str
) -> None:
    for text in SHORT[language]:
        person = TelegramPerson(service.base_url, service.database_url, language=OTHER[language])
        said = await person.say(text)
        await person.answers(0, said)
        assert await written_in(database, provider_id(said)) == {language}, text


@pytest.mark.parametrize("language", SHORT)
async def test_nor_is_what_a_browser_is_set_to(service: SharedService, language: str) -> None:
    hello = SHORT[language][0]
    async with Visitor(service.base_url, language=OTHER[language]) as visitor:
        [greeting] = await visitor.ask(hello)
    assert greeting["text"] == GREETING[language]


async def test_words_after_the_start_button_tell(person: TelegramPerson) -> None:
    assert (await person.texts("/start"))[-1] == GREETING["en"]
    assert (await person.texts("hola"))[-1].startswith("¡Hola")
    assert GREETING["en"] not in await person.texts("thanks")


@pytest.mark.parametrize("code", ["hola", "Hola"])
async def test_the_general_link_of_a_language_tells(person: TelegramPerson, code: str) -> None:
    assert (await person.texts(f"/start {code}"))[-1] == GREETING["es"]


async def test_what_an_app_is_set_to_counts_where_words_tell_nothing(
    service: SharedService, database: Connection
) -> None:
    for text in ("wifi", "60623", "Lawndale Elementary", "😀"):
        person = TelegramPerson(service.base_url, service.database_url, language="es")
        said = await person.say(text)
        await person.answers(0, said)
        assert await written_in(database, provider_id(said)) == {"es"}, text


async def test_a_language_that_was_shown_stays(person: TelegramPerson) -> None:
    await person.ask("hello")
    assert await person.texts("gracias") == [THANKS["en"]]
    person.language = "es"
    assert await person.texts("gracias") == [THANKS["en"]]


async def test_the_page_language_holds_until_a_message_tells(service: SharedService) -> None:
    async with Visitor(service.base_url, language="es") as visitor:
        await opened(visitor)
        *_, asked = await visitor.ask("60623")
        assert "¿" in asked["text"]
        [greeting] = await visitor.ask("hello")
        assert greeting["text"].startswith("H")


async def test_a_language_chosen_on_the_page_is_a_word_of_theirs(visitor: Visitor) -> None:
    await opened(visitor)
    posted = await visitor.post(text="hello", language="es", language_chosen=True)
    posted.raise_for_status()
    assert await first_text(visitor) == GREETING["es"]
    [thanks] = await visitor.ask("thanks")
    assert thanks["text"] == THANKS["es"]


async def test_what_the_page_tells_later_changes_no_language_that_was_shown(
    visitor: Visitor,
) -> None:
    await visitor.ask("good morning")
    posted = await visitor.post(text="60623", language="es", language_chosen=True)
    posted.raise_for_status()
    *_, thanks = await visitor.ask("thanks")
    assert thanks["text"] == THANKS["en"]


async def opened(visitor: Visitor) -> None:
    """The page listens before anything is said, as it does in a browser."""
    stream = visitor.http.stream("GET", "/api/chat/events")
    async with stream as answer:
        answer.raise_for_status()


async def first_text(visitor: Visitor) -> str:
    async for name, data in visitor.events():
        if name == "message":
            visitor.last_event_id = data["id"]
            return str(data["text"])
    raise AssertionError("no message came")


async def written_in(database: Connection, provider_id: str) -> set[str]:
    """The languages of all that answers a message."""
    cursor = await database.execute(
        "SELECT DISTINCT answer.language FROM outbound_messages answer"
        " JOIN inbound_messages inbound ON inbound.id = inbound_id WHERE inbound.provider_id = %s",
        (provider_id,),
    )
    return {language for (language,) in await cursor.fetchall()}
