"""Telegram, end to end: what people write and tap, and what the Bot API is asked to do."""

import asyncio
import random
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from bot.conversation.catalog import LOCALES, read_catalog
from tests.conftest import CREDENTIALS, SharedService
from tests.harness.answers import count_of_answers, local_client
from tests.harness.telegram import BOT_ID, TelegramPerson

Connection = psycopg.AsyncConnection[Any]
SECRET = CREDENTIALS["TELEGRAM_WEBHOOK_SECRET"]
TEXTS = {language: read_catalog(LOCALES, language, "enlace") for language in ("en", "es")}


def text(key: str, language: str = "en") -> str:
    return str(TEXTS[language][key].string)


@pytest.fixture
def spanish(service: SharedService) -> TelegramPerson:
    """Somebody whose app speaks Spanish."""
    return TelegramPerson(service.base_url, service.database_url, language="es-MX")


async def post(
    service: SharedService, update: dict[str, Any], secret: str | None = SECRET
) -> httpx.Response:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
    async with local_client(service.base_url) as client:
        return await client.post(
            f"{service.base_url}/webhooks/telegram", json=update, headers=headers
        )


def update(person: TelegramPerson, words: str, **more: Any) -> dict[str, Any]:
    """An update as Telegram brings it to a webhook."""
    user = {"id": person.id, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    message = {
        "message_id": random.randint(10**6, 10**9),
        "date": 1_700_000_000,
        "chat": {"id": person.id, "type": "private", "first_name": "Ana"},
        "from": user,
        "text": words,
        **more,
    }
    return {"update_id": random.randint(10**6, 10**9), "message": message}


def provider_id(sent: dict[str, Any]) -> str:
    return f"{BOT_ID}.{sent['update_id']}.{sent['message']['message_id']}"


async def stored(database: Connection, sent: dict[str, Any]) -> int:
    cursor = await database.execute(
        "SELECT count(*) FROM inbound_messages WHERE provider_id = %s", (provider_id(sent),)
    )
    [count] = await cursor.fetchone() or (0,)
    return int(count)


async def opted_out(database: Connection, sent: dict[str, Any]) -> bool:
    cursor = await database.execute(
        "SELECT opted_out_at IS NOT NULL FROM conversations JOIN inbound_messages inbound"
        " ON conversation_id = conversations.id WHERE provider_id = %s",
        (f"{BOT_ID}.{sent['update_id']}.{sent['id']}",),
    )
    [is_out] = await cursor.fetchone() or (False,)
    return bool(is_out)


# Talking


async def test_start_greets_with_buttons_in_the_language_of_the_app(
    person: TelegramPerson, spanish: TelegramPerson
) -> None:
    *_, english = await person.ask("/start")
    *_, hola = await spanish.ask("/start")
    assert english["text"] == text("greet")
    assert hola["text"] == text("greet", "es")
    assert len(hola["buttons"]) == len(english["buttons"]) > 1
    assert set(hola["buttons"]).isdisjoint(english["buttons"])


async def test_a_tap_answers_and_puts_the_choice_in_place_of_the_buttons(
    person: TelegramPerson,
) -> None:
    *_, greeting = await person.ask("/start")
    answers = await person.choose(greeting, 1)
    assert answers[-1]["text"].endswith("?") or answers[-1]["buttons"]
    now = await without_buttons(person, greeting)
    assert now["text"] == f"{greeting['text']}\n\n✓ {greeting['buttons'][0]}"


async def without_buttons(person: TelegramPerson, message: dict[str, Any]) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while (now := await as_it_is_now(person, message))["buttons"]:
            await asyncio.sleep(0.05)
    return now


async def as_it_is_now(person: TelegramPerson, message: dict[str, Any]) -> dict[str, Any]:
    [now] = [known for known in await person.chat() if known["id"] == message["id"]]
    return now


async def test_a_button_of_an_earlier_message_is_explained(person: TelegramPerson) -> None:
    *_, greeting = await person.ask("/start")
    await person.ask("/help")
    [explained] = await person.choose(greeting, 1)
    assert explained["text"] == text("stale_choice")


async def test_a_choice_that_is_refused_is_not_ticked(person: TelegramPerson) -> None:
    *_, greeting = await person.ask("/start")
    await person.ask("/help")
    await person.choose(greeting, 1)
    assert (await without_buttons(person, greeting))["text"] == greeting["text"]


async def test_a_tick_stays_where_it_was_when_the_button_is_tapped_again(
    service: SharedService, person: TelegramPerson, database: Connection
) -> None:
    *_, greeting = await person.ask("/start")
    first = await person.tap(greeting, 1)
    await person.answers(len(await person.received()), first)
    ticked = await without_buttons(person, greeting)
    query = await same_tap(database, person, first, greeting)
    again = {"update_id": random.randint(10**6, 10**9), "query_id": query["id"]}
    before = len(await person.received())
    sent = {"update_id": again["update_id"], "callback_query": query}
    assert (await post(service, sent)).status_code == 200
    [explained] = await person.answers(before, again)
    assert explained["text"] == text("stale_choice")
    await asyncio.sleep(0.5)  # what was decided is shown meanwhile
    assert await as_it_is_now(person, greeting) == ticked


async def same_tap(
    database: Connection, person: TelegramPerson, tapped: dict[str, Any], message: dict[str, Any]
) -> dict[str, Any]:
    """The tap as an app brings it that has not heard yet that the buttons are gone."""
    cursor = await database.execute(
        "SELECT choice FROM inbound_messages WHERE provider_id = %s",
        (f"{BOT_ID}.{tapped['update_id']}.{tapped['query_id']}",),
    )
    [data] = await cursor.fetchone() or ("",)
    seen = update(person, message["text"], message_id=message["id"])["message"]
    buttons = [[{"text": message["buttons"][0], "callback_data": data}]]
    return {
        "id": str(random.randint(1, 10**9)),
        "from": seen.pop("from"),
        "chat_instance": "1",
        "data": data,
        "message": {**seen, "reply_markup": {"inline_keyboard": buttons}},
    }


async def test_a_household_is_screened_with_taps_and_words(spanish: TelegramPerson) -> None:
    *_, question = await spanish.ask("¿califico para el internet gratis?")
    for _ in range(12):
        if not question["buttons"]:
            break
        *_, question = await spanish.choose(question, 1)
    said = " ".join(message["text"] for message in await spanish.received())
    assert "parece que" in said
    assert await spanish.texts("gracias") == [text("thank", "es")]


async def test_language_by_command_in_both_languages(person: TelegramPerson) -> None:
    await person.ask("/start")
    assert (await person.texts("/language"))[0] == text("language.changed", "es")
    assert (await person.texts("/idioma"))[0] == text("language.changed")


@pytest.mark.parametrize(
    ("command", "language"),
    [("/help", "en"), ("/ayuda", "es"), ("/help@enlace_rehearsal_bot", "en")],
)
async def test_help_by_command(person: TelegramPerson, command: str, language: str) -> None:
    *_, answer = await person.ask(command)
    assert answer["text"] == text("help", language)


@pytest.mark.parametrize("command", ["/stop", "/parar"])
async def test_stop_and_a_link_that_starts_again(
    person: TelegramPerson, database: Connection, command: str
) -> None:
    await person.ask("/start")
    assert await person.texts(command) == [text("consent.stopped")]
    assert await person.texts("hello") == []
    before = len(await person.received())
    said = await person.say("/start lawndale-library")
    assert await person.answers(before, said)
    assert not await opted_out(database, said)
    cursor = await database.execute(
        "SELECT text, link FROM inbound_messages WHERE provider_id = %s",
        (f"{BOT_ID}.{said['update_id']}.{said['id']}",),
    )
    assert await cursor.fetchone() == ("/start", "lawndale-library")


async def test_another_word_behind_a_slash_is_a_residents_text(person: TelegramPerson) -> None:
    answers = await person.texts('/inform{"zip_code": "60623"}')
    assert answers
    assert "60623" not in " ".join(answers)


@pytest.mark.parametrize("content", ["picture", "voice", "place", "contact", "file"])
async def test_what_is_no_text_is_answered_for_what_it_is(
    person: TelegramPerson, content: str
) -> None:
    await person.ask("/start")
    assert await person.texts(content=content) == [text(f"no_words.{content}")]


async def test_a_sticker_says_what_its_emoji_says(person: TelegramPerson) -> None:
    await person.ask("/start")
    thumb = await person.texts("👍")
    assert await person.texts(sticker="👍") == thumb


async def test_a_changed_message_is_not_taken_for_an_answer(person: TelegramPerson) -> None:
    before = await person.say("do i qualify for free internet")
    await person.answers(0, before)
    assert await person.texts("2", edits=before["id"]) == [text("no_words.edit")]


async def test_a_group_is_told_once_and_left(service: SharedService) -> None:
    group = -random.randint(1, 2**50)
    url = f"/simulator/telegram/groups/{group}/messages"
    async with local_client(service.base_url) as client:
        await client.post(url, json={"text": "hola a todos", "language": "es"})
        async with asyncio.timeout(30):
            while len(said := (await client.get(url)).json()["messages"]) < 2:
                await asyncio.sleep(0.05)
        assert said[-1]["text"] == text("group", "es")
        refused = await client.post(
            f"/bot{CREDENTIALS['TELEGRAM_BOT_TOKEN']}/sendMessage",
            json={"chat_id": group, "text": "still here?"},
        )
    assert refused.status_code == 403


# The webhook


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.upper(), "ñ"])
async def test_an_update_without_the_secret_is_refused_and_not_stored(
    service: SharedService, person: TelegramPerson, database: Connection, secret: str | None
) -> None:
    forged = update(person, "hello")
    assert (await post(service, forged, secret)).status_code == 403
    assert await stored(database, forged) == 0


async def test_the_same_update_five_times_at_once_is_answered_once(
    service: SharedService, person: TelegramPerson, database: Connection
) -> None:
    await person.ask("/start")
    before = len(await person.received())
    sent = update(person, "thank you")
    answers = await asyncio.gather(*(post(service, sent) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert await count_of_answers(person.database_url, provider_id(sent)) == 1
    assert await stored(database, sent) == 1
    assert [message["text"] for message in (await person.received())[before:]] == [text("thank")]


async def test_updates_out_of_order_are_both_answered(
    service: SharedService, person: TelegramPerson
) -> None:
    await person.ask("/start")
    first, second = update(person, "thank you"), update(person, "thanks a lot")
    first["update_id"], second["update_id"] = sorted((first["update_id"], second["update_id"]))
    for sent in (second, first, second):
        assert (await post(service, sent)).status_code == 200
    assert await count_of_answers(person.database_url, provider_id(first)) == 1
    assert await count_of_answers(person.database_url, provider_id(second)) == 1


async def test_an_album_is_answered_once(service: SharedService, person: TelegramPerson) -> None:
    await person.ask("/start")
    before = len(await person.received())
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 9, "height": 9}]
    album = str(random.randint(1, 10**9))
    for _ in range(3):
        sent = update(person, "", photo=photo, media_group_id=album)
        del sent["message"]["text"]
        await post(service, sent)
    assert await count_of_answers(person.database_url, f"{BOT_ID}.album.{album}") == 1
    said = [message["text"] for message in (await person.received())[before:]]
    assert said == [text("no_words.picture")]


@pytest.mark.parametrize(
    "content",
    [
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -1, "type": "channel"}}},
        {"poll": {"id": "1"}},
        {"message": 5},
        {},
    ],
    ids=["channel", "something else", "unreadable", "nothing"],
)
async def test_what_is_not_for_us_is_taken_quietly(
    service: SharedService, content: dict[str, Any]
) -> None:
    sent = {"update_id": random.randint(10**6, 10**9), **content}
    assert (await post(service, sent)).status_code == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"update_id": "1"}'])
async def test_what_is_no_update_is_refused(service: SharedService, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with local_client(service.base_url) as client:
        url = f"{service.base_url}/webhooks/telegram"
        assert (await client.post(url, content=body, headers=headers)).status_code == 400


async def test_a_bots_own_message_is_not_answered(
    service: SharedService, person: TelegramPerson, database: Connection
) -> None:
    sent = update(person, "hello")
    sent["message"]["from"]["is_bot"] = True
    assert (await post(service, sent)).status_code == 200
    assert await stored(database, sent) == 0


# Blocked, slow, wrong


async def test_who_blocks_the_bot_has_opted_out(
    person: TelegramPerson, database: Connection
) -> None:
    said = await person.say("/start")
    await person.answers(0, said)
    await person.block()
    async with asyncio.timeout(30):
        while not await opted_out(database, said):
            await asyncio.sleep(0.05)
    await person.block(blocked=False)
    assert await person.texts("/start")
    assert not await opted_out(database, said)


async def test_commands_are_registered_in_both_languages(service: SharedService) -> None:
    async with local_client(service.base_url) as client:
        async with asyncio.timeout(30):
            while not (known := (await client.get("/simulator/telegram/commands")).json()):
                await asyncio.sleep(0.1)
    names = {language: [command["command"] for command in known[language]] for language in known}
    assert names["es"] == ["ayuda", "idioma", "parar"]
    assert names["en"] == names[""] == ["help", "language", "stop"]


async def test_readiness_names_telegram(service: SharedService) -> None:
    async with local_client(service.base_url) as client:
        async with asyncio.timeout(60):
            while not (await client.get(f"{service.base_url}/readyz")).json()["telegram"]:
                await asyncio.sleep(0.2)


async def test_addresses_and_tokens_are_nowhere_in_the_clear(
    service: SharedService, person: TelegramPerson, database: Connection
) -> None:
    await person.ask("/start")
    log = Path(service.data_dir, "service.log").read_text()
    assert str(person.id) not in log
    assert "that-only-the-tests-know" not in log
    cursor = await database.execute(
        "SELECT count(*) FROM inbound_messages WHERE provider_id LIKE %s", (f"%{person.id}%",)
    )
    assert await cursor.fetchone() == (0,)
