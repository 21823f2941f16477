"""HEAD gets what GET gets, without the body, and changes nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.application import Application
from bot.http import http_app
from bot.settings import ROOT, Settings
from bot.store.models import Link

ADDRESS = "http://enlace.test"
PAGES = [
    "/",
    "/chat",
    "/widget.js",
    "/static/base.css",
    "/l/hola",
    "/l/hola.svg",
    "/l/hola.png",
    "/healthz",
    "/readyz",
    "/metrics",
    "/simulator",
    "/nowhere",
]
PEOPLE = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "es"}
PROGRAMS = {"Accept-Encoding": "identity"}


@pytest.fixture
async def application(postgres_url: str, tmp_path: Path) -> AsyncIterator[Application]:
    settings = Settings(
        ENLACE_SIMULATOR=True,
        ENLACE_CONTENT=ROOT / "content" / "demo",
        ENLACE_DATA_DIR=tmp_path,
        ENLACE_PUBLIC_URL=ADDRESS,
        TWILIO_ACCOUNT_SID="AC" + "0" * 32,
        TWILIO_AUTH_TOKEN="0" * 32,
        TWILIO_FROM="+13125550100",
        TWILIO_API_URL=ADDRESS,
    )
    application = Application(settings, postgres_url)
    yield application
    await application.close()


@pytest.fixture
async def client(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(http_app(application))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
async def test_the_headers_are_those_of_get(client: httpx.AsyncClient, path: str) -> None:
    for headers in (PEOPLE, PROGRAMS):
        page = await client.get(path, headers=headers)
        head = await client.head(path, headers=headers)
        told = {name: value for name, value in page.headers.items() if name != "content-length"}
        assert head.status_code == page.status_code != 405
        assert {name: head.headers.get(name) for name in told} == told
        assert ("content-length" in head.headers) == ("content-length" in page.headers)
        assert head.content == b""


async def test_where_there_is_no_get_there_is_no_head(client: httpx.AsyncClient) -> None:
    for path in ("/webhooks/twilio", "/api/chat/messages", "/l/hola/opened"):
        head = await client.head(path)
        assert (head.status_code, head.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/api/chat/events", "/simulator/phones/+13125550101/events"])
async def test_a_stream_of_events_ends_with_its_headers(
    client: httpx.AsyncClient, path: str
) -> None:
    head = await client.head(path, timeout=5)
    assert head.status_code == 200
    assert head.headers["content-type"].startswith("text/event-stream")


async def test_looking_at_a_link_so_is_no_opening(
    client: httpx.AsyncClient, application: Application
) -> None:
    async with application.database.transaction() as session:
        session.add(
            Link(code="luna47", written="luna47", created_at=datetime(2026, 11, 1, tzinfo=UTC))
        )
    for kind in ("", ".svg", ".png"):
        assert (await client.head(f"/l/luna47{kind}")).status_code == 200
    async with application.database.transaction() as session:
        assert (await session.get_one(Link, "luna47")).opened == 0
