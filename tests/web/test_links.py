"""The page behind a forwarded link: every way in, in the language of whom it is for."""

import re
import struct
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from bot.conversation.ways_in import WaysIn
from bot.store.database import Database
from bot.store.models import Link, Organization
from bot.web.links import links_router
from bot.web.pages import STATIC
from bot.web.rendering import Site

ADDRESS = "https://enlace.example.org"
WAYS_IN = WaysIn(ADDRESS, {"en": "hi", "es": "hola"}, "+13125550199")
TODAY = date(2026, 11, 22)
SITE = Site(
    city="Springfield",
    phone_number=WAYS_IN.phone_number,
    whatsapp_number="+13125550198",
    bot_name=lambda: "sample_bot",
)


def client(site: Site, store: Database) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(links_router(site, WAYS_IN, store, lambda: TODAY))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://enlace")


@pytest.fixture
async def browser(store: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with client(SITE, store) as found:
        yield found


@pytest.fixture
async def link(store: Database) -> Link:
    """An organization's link, in Spanish, about workshops."""
    name = f"house-{uuid.uuid4().hex[:6]}"
    made = Link(
        code=f"luna{uuid.uuid4().hex[:12]}",
        written="",
        organization_id=name,
        topic="find_workshops",
        language="es",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    made.written = f"{made.code[:4]}-{made.code[4:]}"
    async with store.transaction() as session:
        session.add(
            Organization(id=name, name="Casa <Muestra>", kind="cbo", zip_code="", languages=[])
        )
        await session.flush()
        session.add(made)
    return made


async def test_a_link_says_who_sends_it_and_what_it_is_about(
    browser: httpx.AsyncClient, link: Link
) -> None:
    page = (await browser.get(f"/l/{link.written}", headers={"Accept-Language": "en"})).text
    assert '<html lang="es">' in page
    assert "Casa &lt;Muestra&gt;" in page
    assert "Talleres" in page
    assert f'href="sms:+13125550199?&amp;body=Hola%20{link.written}"' in page
    assert f'href="https://wa.me/13125550198?text=Hola%20{link.written}"' in page
    assert f'href="https://t.me/sample_bot?start={link.code}"' in page
    assert f'href="/chat?lang=es&amp;link={link.written}&amp;text=Hola"' in page


async def test_the_language_the_reader_chose_goes_along(
    browser: httpx.AsyncClient, link: Link
) -> None:
    page = (await browser.get(f"/l/{link.written}?lang=en")).text
    assert f"body=Hi%20{link.written}" in page
    assert f"?start={link.code}_en" in page


@pytest.mark.parametrize("kind", ["", ".svg", ".png"])
async def test_a_code_typed_any_way_leads_to_the_link(
    browser: httpx.AsyncClient, link: Link, kind: str
) -> None:
    exact = (await browser.get(f"/l/{link.written}{kind}")).content
    slip = link.code[:6] + link.code[7:]
    for typed in (link.code, link.code.upper(), slip):
        answer = await browser.get(f"/l/{typed}{kind}", follow_redirects=True)
        assert answer.content == exact


async def test_when_a_campaign_is_over_its_link_still_leads_to_the_assistant(
    browser: httpx.AsyncClient, store: Database, link: Link
) -> None:
    async with store.transaction() as session:
        (await session.get_one(Link, link.code)).last_day = TODAY - timedelta(days=1)
    page = (await browser.get(f"/l/{link.written}")).text
    assert "Talleres cerca" not in page
    assert f"body=Hola%20{link.written}" in page


async def test_a_picture_is_shown_where_it_is_forwarded(
    browser: httpx.AsyncClient, link: Link
) -> None:
    page = (await browser.get(f"/l/{link.written}")).text
    shown = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', page))
    assert shown["url"] == f"{ADDRESS}/l/{link.written}"
    picture = STATIC / shown["image"].removeprefix(f"{ADDRESS}/static/")
    size = struct.unpack(">II", picture.read_bytes()[16:24])  # where a PNG tells it
    assert size == (int(shown["image:width"]), int(shown["image:height"])) == (1200, 630)
    assert shown["image:alt"]


@pytest.mark.parametrize(
    ("code", "accept", "language"),
    [
        ("hola", "en", "es"),
        ("hi", "es", "en"),
        ("HOLA", "en", "es"),
        ("hola.", "en", "es"),
        ("hoal", "es", "es"),
        ("hoal", "en", "en"),
        ("x" * 500, "es", "es"),
    ],
)
async def test_it_speaks_the_language_of_whom_it_is_for(
    browser: httpx.AsyncClient, code: str, accept: str, language: str
) -> None:
    answer = await browser.get(f"/l/{code}", headers={"Accept-Language": accept})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


async def test_the_reader_may_ask_for_the_other_language(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/l/hola?lang=en")).text
    assert '<html lang="en">' in page


async def test_both_ways_in_begin_with_words_that_can_be_changed(
    browser: httpx.AsyncClient,
) -> None:
    page = (await browser.get("/l/hola")).text
    assert 'href="sms:+13125550199?&amp;body=Hola"' in page
    assert 'href="/chat?lang=es&amp;text=Hola"' in page


async def test_without_a_number_the_chat_is_the_way_in(store: Database) -> None:
    async with client(Site(city="Springfield"), store) as browser:
        page = (await browser.get("/l/hi")).text
    assert "sms:" not in page
    assert "wa.me" not in page
    assert "t.me" not in page
    assert "/chat?lang=en" in page


async def test_what_is_forwarded_shows_a_title_in_messengers(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/l/hola")).text
    shown = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert shown["url"] == f"{ADDRESS}/l/hola"
    assert shown["title"]
    assert "Springfield" in shown["description"]


async def test_the_page_obeys_its_policy(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/l/hi")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", answer.text)


async def test_a_hostile_code_stays_out_of_the_page(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/l/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript")).text
    assert "<script" not in page


@pytest.mark.parametrize("code", ["hola", "hi", "mistyped"])
async def test_the_qr_code_is_a_picture_that_cannot_act(
    browser: httpx.AsyncClient, code: str
) -> None:
    answer = await browser.get(f"/l/{code}.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.text.startswith("<svg")
    assert "<script" not in answer.text


async def test_a_mistyped_code_is_drawn_as_the_general_link(browser: httpx.AsyncClient) -> None:
    spanish = {"Accept-Language": "es"}
    mistyped = await browser.get("/l/hoal.svg", headers=spanish)
    assert mistyped.content == (await browser.get("/l/hola.svg")).content
    assert mistyped.content != (await browser.get("/l/hi.svg")).content


@pytest.mark.parametrize("path", ["/l/hola.svg", "/l/hola.png"])
async def test_an_organization_may_show_the_qr_code_on_its_own_site(
    browser: httpx.AsyncClient, path: str
) -> None:
    headers = (await browser.get(path)).headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert (await browser.get("/l/hola")).headers["cross-origin-resource-policy"] == "same-origin"
