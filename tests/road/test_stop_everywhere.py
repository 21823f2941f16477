"""Who asks for no more messages anywhere is stopped wherever they are known for certain to be."""

import asyncio
import re
import uuid
from typing import Any

import psycopg
import pytest

from bot.channels.twilio.segments import segments
from bot.conversation.catalog import LOCALES, read_catalog
from bot.services import consent
from tests.conftest import SharedService
from tests.harness.answers import SECONDS
from tests.harness.applications import apply
from tests.harness.phone import Phone
from tests.harness.telegram import TelegramPerson

TEXTS = {language: read_catalog(LOCALES, language, "enlace") for language in ("en", "es")}
ENGLISH = "stop texting me on all my phones, whatsapp too"
SPANISH = "no me manden mensajes en ninguno de mis numeros"
BEYOND_THE_LISTS = "ya no ocupo sus mensajes en ninguno de mis telefonos"
CONSENTS = """
    SELECT DISTINCT channel, kind, topic, source FROM consents
    JOIN conversations ON conversations.id = conversation_id
    WHERE words = %s AND address_hash IN (
        SELECT address_hash FROM conversations JOIN inbound_messages inbound
        ON inbound.conversation_id = conversations.id WHERE provider_id = %s
    ) ORDER BY channel"""


def text(key: str, language: str = "en") -> str:
    return str(TEXTS[language][key].string)


@pytest.fixture
def whatsapp(service: SharedService, phone: Phone) -> Phone:
    """The same number on WhatsApp."""
    return Phone(service.base_url, service.database_url, f"whatsapp:{phone.number}")


@pytest.fixture
def stranger(service: SharedService) -> Phone:
    """Somebody else's phone."""
    return Phone(service.base_url, service.database_url)


@pytest.fixture
async def reference(service: SharedService, phone: Phone) -> str:
    """An application of the phone."""
    reference = f"CC-{uuid.uuid4().int % 10**8:08}"
    await apply(service.data_dir, service.database_url, phone.number, reference=reference)
    return reference


async def code_for(person: TelegramPerson, reference: str, phone: Phone) -> str:
    """The code that came to the phone for whoever asks on Telegram where an application stands."""
    await person.ask("any news on my application?")
    await person.ask(reference)
    async with asyncio.timeout(SECONDS):
        while not (found := re.search(r"\d{6}", (await phone.received() or [""])[-1])):
            await asyncio.sleep(0.05)
    return found[0]


async def prove(person: TelegramPerson, reference: str, phone: Phone) -> None:
    """Somebody on Telegram proves to hold the phone."""
    told = await person.texts(await code_for(person, reference, phone))
    assert "approved" in "\n".join(told)


async def test_the_same_number_is_stopped_on_whatsapp_too_each_on_its_own_record(
    phone: Phone, whatsapp: Phone, stranger: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    for each in (whatsapp, stranger, phone):
        assert await each.ask("hello") != []
    said = await phone.text(ENGLISH)
    await phone.wait_for("on your other phones")
    confirmation = (await phone.received())[-1]
    assert confirmation == text("consent.stopped_everywhere")
    assert segments(confirmation).count == 1
    assert await whatsapp.ask("hello") == []
    assert await phone.ask("hello") == []
    assert await stranger.ask("thanks") != []
    cursor = await database.execute(CONSENTS, (ENGLISH, said))
    assert await cursor.fetchall() == [
        ("sms", "opt_out", "all", "words"),
        ("whatsapp", "opt_out", "all", "words"),
    ]


async def test_so_it_is_where_only_the_language_model_hears_the_wish(
    phone: Phone, whatsapp: Phone
) -> None:
    for each in (phone, whatsapp):
        await each.ask("hola")
    assert consent.read_wish(BEYOND_THE_LISTS) is None
    assert await whatsapp.ask(BEYOND_THE_LISTS) == [text("consent.stopped_everywhere", "es")]
    assert await phone.ask("hola") == []


async def test_and_where_it_asks_whether_it_heard_right(phone: Phone, whatsapp: Phone) -> None:
    for each in (phone, whatsapp):
        await each.ask("hello")
    [question] = await phone.ask("can you guys quit it with all these on all my phones?")
    assert question.startswith(text("consent.sure"))
    assert await phone.ask("1") == [text("consent.stopped_everywhere")]
    assert await whatsapp.ask("hello") == []


async def test_start_brings_back_only_where_it_is_written(phone: Phone, whatsapp: Phone) -> None:
    for each in (phone, whatsapp):
        await each.ask("hola")
    assert await whatsapp.ask(SPANISH) == [text("consent.stopped_everywhere", "es")]
    assert await phone.ask("hola") == []
    [welcome] = await phone.ask("INICIAR")
    assert "Hola otra vez" in welcome
    assert await phone.ask("gracias") != []
    assert await whatsapp.ask("gracias") == []


async def test_where_no_other_address_is_known_the_usual_confirmation_is_given(
    phone: Phone,
) -> None:
    await phone.ask("hello")
    assert await phone.ask(ENGLISH) == [text("consent.stopped")]


async def test_a_stop_for_here_alone_leaves_the_other(phone: Phone, whatsapp: Phone) -> None:
    for each in (phone, whatsapp):
        await each.ask("hello")
    assert await phone.ask("please stop texting me") == [text("consent.stopped")]
    assert await whatsapp.ask("thanks") != []


async def test_a_phone_proved_on_telegram_is_stopped_from_there(
    phone: Phone, whatsapp: Phone, person: TelegramPerson, reference: str
) -> None:
    for each in (phone, whatsapp):
        await each.ask("hello")
    await prove(person, reference, phone)
    assert await person.texts(SPANISH) == [text("consent.stopped_everywhere", "es")]
    for each in (phone, whatsapp):
        assert await each.ask("thanks") == []
    assert await person.texts("thanks") == []


async def test_and_telegram_from_that_phone(
    phone: Phone, person: TelegramPerson, reference: str
) -> None:
    await prove(person, reference, phone)
    assert (await phone.ask(ENGLISH))[-1:] == [text("consent.stopped_everywhere")]
    assert await person.texts("thanks") == []


async def test_who_did_not_type_the_code_stops_nobodys_phone_and_is_stopped_by_none(
    phone: Phone, person: TelegramPerson, reference: str
) -> None:
    await phone.ask("hello")
    code = await code_for(person, reference, phone)
    await person.ask(f"{(int(code) + 1) % 10**6:06}")
    assert await person.texts(ENGLISH) == [text("consent.stopped")]
    assert await phone.ask("thanks") != []
    await person.ask("START")
    assert await phone.ask(ENGLISH) == [text("consent.stopped")]
    assert await person.texts("thanks") != []
