"""The landing and chat pages, as the server sends them."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from bot.conversation.catalog import Catalog
from bot.conversation.phones import national
from bot.services.content import load
from bot.settings import ROOT
from bot.store.database import Database
from bot.store.models import Organization, WorkshopSession
from bot.web.pages import STATIC, mount_static, pages_router
from bot.web.rendering import Site
from bot.web.trainings import TrainingsDesk
from bot.web.widget import widget_router

TITLES = {"en": "Excel for beginners", "es": "Excel para empezar"}
REHEARSAL = {"en": "This is a rehearsal.", "es": "Esto es un ensayo."}


CONTENT = load(ROOT / "content" / "demo")
CATALOG = Catalog(CONTENT.texts(), ZoneInfo(CONTENT.city.time_zone))
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
WAYS = {"sms": "sms:+13125550199", "wa.me": "wa.me/13125550198", "t.me": "t.me/sample_bot"}


def client(site: Site, store: Database, origins: tuple[str, ...] = ()) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(pages_router(site, TrainingsDesk(CONTENT, CATALOG, store, lambda: NOW)))
    app.include_router(widget_router(site, origins))
    mount_static(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://enlace")


@pytest.fixture
async def browser(store: Database) -> AsyncIterator[httpx.AsyncClient]:
    site = Site(city="Chicago", phone_number="+13125550199", rehearsal=REHEARSAL)
    async with client(site, store) as client_:
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


async def test_without_a_rehearsal_there_is_no_banner(store: Database) -> None:
    async with client(Site(city="Chicago"), store) as browser:
        assert "rehearsal" not in (await browser.get("/")).text


@pytest.mark.parametrize(
    ("site", "there"),
    [
        (Site(city="Chicago"), set()),
        (Site(city="Chicago", phone_number="+13125550199"), {"sms"}),
        (Site(city="Chicago", whatsapp_number="+13125550198"), {"wa.me"}),
        (Site(city="Chicago", bot_name=lambda: "sample_bot"), {"t.me"}),
    ],
)
async def test_the_ways_in_are_those_that_are_set_up(
    site: Site, there: set[str], store: Database
) -> None:
    async with client(site, store) as browser:
        page = (await browser.get("/")).text
    assert 'href="/chat?' in page
    assert {name for name, way in WAYS.items() if way in page} == there


async def test_only_a_language_that_was_chosen_goes_along_to_the_chat(
    browser: httpx.AsyncClient,
) -> None:
    spanish = {"Accept-Language": "es"}
    assert 'href="/chat?text=Hola"' in (await browser.get("/", headers=spanish)).text
    assert '"languageChosen": false' in (await browser.get("/chat", headers=spanish)).text
    assert 'href="/chat?lang=es&amp;text=Hola"' in (await browser.get("/?lang=es")).text
    assert '"languageChosen": true' in (await browser.get("/chat")).text


@pytest.mark.parametrize(("language", "course"), [("en", "Excel step"), ("es", "Excel paso")])
async def test_trainings_fit_the_interests_that_are_chosen(
    browser: httpx.AsyncClient, store: Database, language: str, course: str
) -> None:
    await add_workshop(store)
    spanish = {"Accept-Language": language}
    page = (await browser.get("/?topic=spreadsheets&topic=data", headers=spanish)).text
    assert course in page
    assert TITLES[language] in page
    assert "Casa Muestra" in page
    assert page.count(" checked") == 2
    other = (await browser.get("/?topic=job_search", headers=spanish)).text
    assert course not in other
    assert TITLES[language] not in other


@pytest.mark.parametrize("query", ["", "?topic=", "?topic=nonsense", "?topic=%00"])
async def test_without_an_interest_there_is_the_choice_alone(
    browser: httpx.AsyncClient, query: str
) -> None:
    page = (await browser.get(f"/{query}")).text
    assert 'value="spreadsheets"' in page
    assert 'class="card"><h4' not in page
    assert " checked" not in page


async def test_what_was_chosen_stays_when_the_language_changes(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/?topic=data&topic=money")).text
    assert 'href="?topic=data&amp;topic=money&amp;lang=es"' in page


async def add_workshop(store: Database) -> None:
    async with store.transaction() as session:
        if await session.get(WorkshopSession, "pages"):
            return
        session.add(
            Organization(
                id="pages", name="Casa Muestra", kind="cbo", zip_code="60608", languages=["es"]
            )
        )
        await session.flush()
        session.add(
            WorkshopSession(
                id="pages",
                workshop="spreadsheets",
                titles=TITLES,
                organization_id="pages",
                starts_at=NOW + timedelta(days=3),
                ends_at=NOW + timedelta(days=3, hours=2),
                address="1 Sample St",
                zip_code="60608",
                capacity=5,
                language="es",
                childcare=True,
                notes={},
            )
        )


async def test_only_the_sites_that_are_named_may_show_the_chat(store: Database) -> None:
    origins = ("https://house.example.org", "https://school.example.org")
    async with client(Site(city="Chicago"), store, origins) as browser:
        framed = (await browser.get("/widget?lang=es")).headers
        script = await browser.get("/widget.js")
        page = (await browser.get("/chat")).headers
    policy = framed["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {' '.join(origins)}")
    assert "unsafe" not in policy
    assert "set-cookie" not in framed
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert all(origin in script.text for origin in origins)


async def test_where_no_site_is_named_none_may(browser: httpx.AsyncClient) -> None:
    policy = (await browser.get("/widget")).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'none'")


@pytest.mark.parametrize("path", ["/", "/chat", "/static/base.css"])
async def test_answers_are_locked_down(browser: httpx.AsyncClient, path: str) -> None:
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/static/share/en.png", "cross-origin"),
        ("/static/share/es.png", "cross-origin"),
        ("/static/base.css", "same-origin"),
        ("/static/share/../base.css", "same-origin"),
        ("/static/share%2f..%2fbase.css", "same-origin"),
    ],
)
async def test_other_sites_may_show_the_pictures_of_links_and_no_other_file(
    browser: httpx.AsyncClient, path: str, policy: str
) -> None:
    answer = await browser.get(path)
    assert (answer.status_code, answer.headers["cross-origin-resource-policy"]) == (200, policy)


@pytest.mark.parametrize("path", ["/", "/?topic=data", "/chat", "/widget"])
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
    assert sum(file.stat().st_size for file in files) < 66_000


def test_numbers_are_shown_as_people_write_them() -> None:
    assert national("+13125550199") == "(312) 555-0199"
    assert national("+442079460000") == "+44 20 7946 0000"
    assert national("no number") == "no number"
