"""What somebody sees who opened an address that leads nowhere, or met a fault of ours."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bot.web.error_pages import show_errors_as_pages
from bot.web.rendering import Site
from bot.web.strings import strings

SITE = Site(city="Chicago", phone_number="+13125550199")
PEOPLE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PROGRAMS = {"Accept": "application/json"}
WHAT = {"/nowhere": ("missing", 404), "/broken": ("fault", 500)}


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    show_errors_as_pages(app, SITE)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret of ours")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://enlace") as client:
        yield client


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", WHAT)
async def test_a_person_gets_a_page_that_leads_on(
    browser: httpx.AsyncClient, path: str, language: str
) -> None:
    answer = await browser.get(path, headers=PEOPLE | {"Accept-Language": language})
    what, status = WHAT[path]
    assert answer.status_code == status
    assert strings(language)(f"error.title.{what}") in answer.text
    assert 'href="/chat?' in answer.text
    assert "sms:+13125550199" in answer.text
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", WHAT)
async def test_a_program_gets_a_code(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path, headers=PROGRAMS)
    assert answer.status_code == WHAT[path][1]
    assert answer.headers["content-type"] == "application/json"


async def test_a_form_that_is_posted_nowhere_gets_no_page(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/nowhere", headers=PEOPLE)).json() == {"detail": "Not Found"}
