"""A forwarded link from the page to what was done by it, on every channel."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import psycopg
import pytest

from bot.services.links.codes import WORDS
from tests.cli.test_errors import enlace
from tests.conftest import SharedService
from tests.harness.phone import Phone, new_number
from tests.harness.telegram import TelegramPerson
from tests.harness.visitor import Visitor

Connection = psycopg.AsyncConnection[Any]
ORGANIZATION = "sample-bronzeville"
ADD = """
    INSERT INTO links (code, written, organization_id, topic, language, last_day, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, now())"""
USE = """
    SELECT opened, count(wrote_on), count(did_on) FROM links
    LEFT JOIN link_arrivals arrival ON arrival.code = links.code
    WHERE links.code = %s GROUP BY links.code"""
THEIRS = """
    SELECT resident.language, resident.organization_id, arrival.code FROM residents resident
    JOIN conversations conversation ON conversation.resident_id = resident.id
    JOIN link_arrivals arrival ON arrival.conversation_id = conversation.id
    WHERE arrival.code = %s"""
SPANISH_RULE = "regla"
ENGLISH_RULE = "rule"


@pytest.fixture
async def pages(service: SharedService) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=service.base_url, trust_env=False) as pages:
        yield pages


async def made(
    database: Connection, word: str, topic: str | None = None, last_day: str | None = None
) -> str:
    """A link in Spanish with a code of this test's own: its word is one of ours, no number is."""
    code = f"{word}{new_number()[-10:-7]}{WORDS.index(word) % 10}"
    await database.execute(ADD, (code, code, ORGANIZATION, topic, "es", last_day))
    return code


async def used(database: Connection, code: str) -> tuple[int, int, int]:
    """Opened, wrote, did."""
    row = await (await database.execute(USE, (code,))).fetchone()
    assert row is not None
    return row


async def theirs(database: Connection, code: str) -> list[tuple[str, str, str]]:
    return await (await database.execute(THEIRS, (code,))).fetchall()


async def ways(pages: httpx.AsyncClient, path: str) -> dict[str, str]:
    """The ways on a link's page, by scheme or host."""
    page = (await pages.get(path)).raise_for_status().text
    links = re.findall(r'<a class="button[^"]*" href="([^"]+)"', page)
    found = [urlsplit(link.replace("&amp;", "&")) for link in links]
    return {(way.netloc or way.scheme or way.path): way.geturl() for way in found}


def prefilled(way: str) -> str:
    query = parse_qs(urlsplit(way).query)
    return (query.get("body") or query.get("text") or query["start"])[0]


async def test_a_text_message_opens_what_the_link_is_about_in_its_language(
    pages: httpx.AsyncClient, phone: Phone, database: Connection
) -> None:
    code = await made(database, "luna", "check_eligibility")
    word = prefilled((await ways(pages, f"/l/{code}"))["sms"])
    assert code in word
    terms, *answers = await phone.ask_anew(word)
    assert "ALTO" in terms
    assert any(SPANISH_RULE in answer for answer in answers)
    assert answers[-1].rstrip().endswith("No sé") or "?" in answers[-1]
    assert await theirs(database, code) == [("es", ORGANIZATION, code)]
    assert await used(database, code) == (0, 1, 0)


@pytest.mark.parametrize("slip", ["{0} {1}", "Ola {0}{1}", "{0}x{1}", "{0}{1} porfavor", "{0}{1}."])
async def test_an_edited_or_mistyped_word_still_carries_it(
    phone: Phone, database: Connection, slip: str
) -> None:
    code = await made(database, "coral", "find_workshops")
    await phone.ask(slip.format("CORAL", code.removeprefix("coral")))
    assert len(await theirs(database, code)) == 1


async def test_what_else_is_said_is_heard_without_the_code(
    phone: Phone, database: Connection
) -> None:
    code = await made(database, "mango", "find_workshops")
    assert await phone.ask(f"{code} quiero hablar con una persona") != []
    assert await used(database, code) == (0, 1, 1)
    row = await database.execute("SELECT text FROM inbound_messages WHERE link = %s", (code,))
    assert await row.fetchone() == ("quiero hablar con una persona",)


async def test_whatsapp_and_telegram_carry_it_too(
    pages: httpx.AsyncClient, service: SharedService, person: TelegramPerson, database: Connection
) -> None:
    code = await made(database, "panda", "ask_jobs")
    found = await ways(pages, f"/l/{code}")
    whatsapp = Phone(service.base_url, service.database_url, f"whatsapp:{new_number()}")
    assert await whatsapp.ask(prefilled(found["wa.me"])) != []
    assert await person.texts(f"/start {prefilled(found['t.me'])}") != []
    assert await theirs(database, code) == [("es", ORGANIZATION, code)] * 2


async def test_the_language_chosen_on_the_page_is_the_one_that_is_spoken(
    pages: httpx.AsyncClient, phone: Phone, person: TelegramPerson, database: Connection
) -> None:
    code = await made(database, "salsa", "check_eligibility")
    found = await ways(pages, f"/l/{code}?lang=en")
    person.language = "es"
    for answers in (
        await phone.ask(prefilled(found["sms"])),
        await person.texts(f"/start {prefilled(found['t.me'])}"),
    ):
        assert any(ENGLISH_RULE in answer for answer in answers)


async def test_the_web_chat_carries_it(
    pages: httpx.AsyncClient, visitor: Visitor, database: Connection
) -> None:
    code = await made(database, "tango", "check_eligibility")
    chat = parse_qs(urlsplit((await ways(pages, f"/l/{code}"))["/chat"]).query)
    message = {"text": chat["text"][0], "language": chat["lang"][0], "link": chat["link"][0]}
    (await visitor.post(**message)).raise_for_status()
    answers = await visitor.ask("sí")
    assert answers
    assert await theirs(database, code) == [("es", ORGANIZATION, code)]


async def test_a_campaign_that_is_over_still_leads_here(phone: Phone, database: Connection) -> None:
    code = await made(database, "piano", "check_eligibility", last_day="2020-12-31")
    [greeting] = await phone.ask(f"Hola {code}")
    assert SPANISH_RULE not in greeting
    assert await theirs(database, code) == [("es", ORGANIZATION, code)]


async def test_who_is_known_keeps_language_and_organization_and_is_still_counted(
    phone: Phone, database: Connection
) -> None:
    await phone.ask("hello, what is this about")
    code = await made(database, "radio", "check_eligibility")
    answers = await phone.ask(f"Hi {code}")
    assert any(ENGLISH_RULE in answer for answer in answers)
    [(language, organization, _)] = await theirs(database, code)
    assert (language, organization) == ("en", ORGANIZATION)
    mistyped = await phone.ask(f"{code[:-1]}xyz")
    assert mistyped
    assert (await used(database, code))[1] == 1


async def test_a_stop_beside_the_code_is_a_stop(phone: Phone, database: Connection) -> None:
    code = await made(database, "metro")
    [confirmed] = await phone.ask(f"{code} ALTO")
    assert "START" in confirmed or "INICIAR" in confirmed
    assert await phone.ask(f"Hola {code}") == []


async def test_what_residents_pass_on_leads_to_their_own_organization(
    pages: httpx.AsyncClient, phone: Phone, service: SharedService, database: Connection
) -> None:
    await phone.ask(await made(database, "sofa"))
    [shared] = await phone.ask("deme el link para mandarlo al grupo de la escuela")
    link = re.search(r"/l/([a-z0-9]+)", shared)
    assert link is not None
    sister = Phone(service.base_url, service.database_url)
    word = unquote(prefilled((await ways(pages, link[0]))["sms"]))
    assert await sister.ask(word) != []
    assert ("es", ORGANIZATION, link[1]) in await theirs(database, link[1])


async def test_only_people_who_look_at_the_page_are_counted(
    pages: httpx.AsyncClient, database: Connection
) -> None:
    code = await made(database, "taxi")
    await pages.get(f"/l/{code}")
    await pages.get(f"/l/{code}.png")
    for agent in ("TelegramBot (like TwitterBot)", "facebookexternalhit/1.1"):
        await pages.post(f"/l/{code}/opened", headers={"User-Agent": agent})
    await pages.post(f"/l/{code}/opened", headers={"Sec-Fetch-Site": "cross-site"})
    assert (await used(database, code))[0] == 0
    assert (await pages.post(f"/l/{code.upper()}/opened")).status_code == 204
    assert (await used(database, code))[0] == 1
    assert (await pages.post("/l/nobodys99/opened")).status_code == 204


async def test_a_link_made_beside_the_service_leads_to_it(
    pages: httpx.AsyncClient, service: SharedService
) -> None:
    order = ("link", "create", "--organization", ORGANIZATION, "--language", "es")
    made = await asyncio.to_thread(enlace, *order, ENLACE_DATA_DIR=str(service.data_dir))
    assert made.returncode == 0, made.stderr
    address = made.stdout.splitlines()[-1]
    assert address.startswith(f"{service.base_url}/l/")
    assert '<html lang="es">' in (await pages.get(address)).text
