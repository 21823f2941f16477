"""The page behind a forwarded link: both ways in, in the language of whom it is for."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bot.conversation.ways_in import WaysIn
from bot.web.links import links_router
from bot.web.rendering import Site

ADDRESS = "https://enlace.example.org"
WAYS_IN = WaysIn(ADDRESS, {"en": "hi", "es": "hola"}, "+13125550199")


def client(site: Site) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(links_router(site, WAYS_IN))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://enlace")


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with client(Site(city="Springfield", phone_number=WAYS_IN.phone_number)) as found:
        yield found


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


async def test_without_a_number_the_chat_is_the_way_in() -> None:
    async with client(Site(city="Springfield")) as browser:
        page = (await browser.get("/l/hi")).text
    assert "sms:" not in page
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
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", answer.text)


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
