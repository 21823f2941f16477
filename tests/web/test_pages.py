"""The landing and chat pages, as the server sends them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.conversation.phones import national
from bot.web.pages import STATIC, mount_static, pages_router
from bot.web.rendering import Site

REHEARSAL = {"en": "This is a rehearsal.", "es": "Esto es un ensayo."}


def client(site: Site) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(pages_router(site))
    mount_static(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://enlace")


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    site = Site(city="Chicago", phone_number="+13125550199", rehearsal=REHEARSAL)
    async with client(site) as client_:
        yield client_


@pytest.mark.parametrize("path", ["/", "/chat"])
@pytest.mark.parametrize("language", ["en", "es"])
async def test_pages_speak_the_readers_language(
    browser: httpx.AsyncClient, path: str, language: str
) -> None:
    page = (await browser.get(path, headers={"Accept-Language": language})).text
    assert f'<html lang="{language}">' in page
    assert REHEARSAL[language] in page


async def test_the_language_chosen_is_remembered(browser: httpx.AsyncClient) -> None:
    await browser.get("/?lang=es")
    assert '<html lang="es">' in (await browser.get("/chat")).text


async def test_without_a_rehearsal_there_is_no_banner_and_without_a_number_no_invitation() -> None:
    async with client(Site(city="Chicago")) as browser:
        page = (await browser.get("/")).text
    assert "rehearsal" not in page
    assert "sms:" not in page


@pytest.mark.parametrize("path", ["/", "/chat", "/static/base.css"])
async def test_answers_are_locked_down(browser: httpx.AsyncClient, path: str) -> None:
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_pages_obey_their_policy(browser: httpx.AsyncClient, path: str) -> None:
    page = (await browser.get(path)).text
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert (await browser.get(address)).status_code == 200


async def test_a_draft_is_text_and_nothing_else(browser: httpx.AsyncClient) -> None:
    draft = "</textarea><script>alert(1)</script>"
    page = (await browser.get("/chat", params={"text": draft})).text
    assert draft not in page
    assert "&lt;/textarea&gt;" in page


def test_scripts_never_parse_html() -> None:
    for script in Path(STATIC).rglob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", script.read_text()
        ), script


def test_the_pages_files_are_small() -> None:
    files = [file for file in STATIC.rglob("*") if file.suffix in (".css", ".js", ".svg")]
    assert sum(file.stat().st_size for file in files) < 60_000


def test_numbers_are_shown_as_people_write_them() -> None:
    assert national("+13125550199") == "(312) 555-0199"
    assert national("+442079460000") == "+44 20 7946 0000"
    assert national("no number") == "no number"
