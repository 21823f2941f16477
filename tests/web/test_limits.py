"""What is too large, too slow, too fast or of the wrong kind is refused, with headers and words."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psycopg
import pytest
import uvicorn
from fastapi import FastAPI

from bot.application import Application
from bot.channels.web.limits import BY_CONVERSATION, NEW_BY_NETWORK
from bot.http import http_app
from bot.settings import ROOT, Settings
from bot.web.limits import MAX_BODY, BodyLimit, TooSlow, too_slow
from bot.web.patience import PatientProtocol
from bot.web.security import SECURITY_HEADERS

HOME, LIBRARY, SCHOOL = "203.0.113.7", "198.51.100.2", "203.0.113.5"
CLASSROOM = "2001:db8:1:2::7"


@pytest.fixture
async def app(postgres_url: str, tmp_path: Path) -> AsyncIterator[FastAPI]:
    settings = Settings(
        ENLACE_CONTENT=ROOT / "content" / "demo",
        ENLACE_DATA_DIR=tmp_path,
        ENLACE_PUBLIC_URL="http://127.0.0.1:9",
        TWILIO_ACCOUNT_SID="AC" + "0" * 32,
        TWILIO_AUTH_TOKEN="0" * 32,
        TWILIO_FROM="+13125550100",
        TELEGRAM_BOT_TOKEN="5550100:never-asked",
    )
    application = Application(settings, postgres_url)
    app = http_app(application)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret of the house")

    yield app
    await application.close()


def browser(app: FastAPI, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """A browser at a network address."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://enlace.test")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/chat", 200),
        ("GET", "/static/base.css", 200),
        ("GET", "/healthz", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/static/nowhere.js", 404),
        ("DELETE", "/chat", 405),
        ("POST", "/webhooks/twilio", 403),
        ("GET", "/broken", 500),
    ],
)
async def test_every_answer_is_locked_down(
    app: FastAPI, method: str, path: str, status: int
) -> None:
    async with browser(app) as client:
        answer = await client.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "secret of the house" not in answer.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/webhooks/twilio", "application/json"),
        ("/webhooks/twilio", "multipart/form-data; boundary=x"),
        ("/webhooks/twilio/status", "text/plain"),
        ("/webhooks/telegram", "application/x-www-form-urlencoded"),
        ("/api/chat/messages", "text/plain"),
        ("/internal/actions", "text/xml"),
    ],
)
async def test_a_body_of_another_type_is_refused(app: FastAPI, path: str, kind: str) -> None:
    async with browser(app) as client:
        answer = await client.post(path, content=b"{}", headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert answer.json()["error"]["message_es"]


@pytest.mark.parametrize("headers", [{}, {"Content-Type": ""}, {"Transfer-Encoding": "chunked"}])
async def test_a_body_that_does_not_say_what_it_is_is_refused_by_the_chat(
    app: FastAPI, headers: dict[str, str]
) -> None:
    async with browser(app) as client:
        answer = await client.post("/api/chat/messages", content=b'{"text": "hi"}', headers=headers)
    assert answer.status_code == 415
    assert answer.json()["error"]["message_es"]


@pytest.mark.parametrize("path", ["/api/chat/messages", "/webhooks/twilio", "/l/hola/opened"])
@pytest.mark.parametrize("length", [str(MAX_BODY + 1), "999999999", "9" * 20])
async def test_a_body_that_declares_too_much_is_not_waited_for(
    app: FastAPI, path: str, length: str
) -> None:
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"

    async def never() -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""

    headers = {"Content-Type": kind, "Content-Length": length}
    async with browser(app) as client, asyncio.timeout(5):
        answer = await client.post(path, content=never(), headers=headers)
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert answer.json()["error"]["message_es"]


async def test_who_writes_too_fast_is_told_when_to_try_again(app: FastAPI) -> None:
    async with browser(app) as client:
        for number in range(10 * BY_CONVERSATION.at_once):
            answer = await client.post("/api/chat/messages", json={"text": f"hi {number}"})
            if answer.status_code != 202:
                break
    assert (answer.status_code, number >= BY_CONVERSATION.at_once) == (429, True)
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["error"]["message_es"]
    async with browser(app) as other:
        assert (await other.post("/api/chat/messages", json={"text": "hi"})).status_code == 202


@pytest.mark.parametrize(
    ("path", "body", "taken", "neighbors", "other"),
    [
        ("messages", {"text": "hi"}, 202, (HOME, HOME), LIBRARY),
        ("messages", {"text": "hi"}, 202, (CLASSROOM, "2001:db8:1:2::8"), "2001:db8:1:3::7"),
        ("conversations", None, 201, (SCHOOL, SCHOOL), LIBRARY),
    ],
)
async def test_one_network_cannot_begin_conversations_without_end(
    app: FastAPI,
    postgres_url: str,
    path: str,
    body: dict[str, str] | None,
    taken: int,
    neighbors: tuple[str, str],
    other: str,
) -> None:
    async def begin(address: str) -> httpx.Response:
        async with browser(app, address) as client:
            return await client.post(f"/api/chat/{path}", json=body)

    before, begun = await conversations(postgres_url), 0
    while (answer := await begin(neighbors[begun % 2])).status_code == taken:
        begun += 1
        assert begun < 2 * NEW_BY_NETWORK.at_once
    assert (answer.status_code, begun >= NEW_BY_NETWORK.at_once) == (429, True)
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["error"]["message_es"]
    assert await conversations(postgres_url) == before + begun
    assert (await begin(other)).status_code == taken
    assert (await begin("127.0.0.1")).status_code == taken


async def conversations(postgres_url: str) -> int:
    async with await psycopg.AsyncConnection.connect(postgres_url) as connection:
        found = await (await connection.execute("SELECT count(*) FROM conversations")).fetchone()
    assert found
    return int(found[0])


async def test_no_network_address_is_kept(app: FastAPI, postgres_url: str) -> None:
    async with browser(app, HOME) as client:
        await client.post("/api/chat/messages", json={"text": "hi"})
    async with await psycopg.AsyncConnection.connect(postgres_url) as connection:
        names = await (await connection.execute("SELECT name FROM paces")).fetchall()
    assert names
    assert HOME not in repr(names)


async def test_a_body_that_does_not_come_in_is_given_up() -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        await receive()  # type: ignore[operator]

    async def never() -> object:
        await asyncio.Event().wait()
        raise AssertionError

    scope = {"type": "http", "method": "POST", "path": "/simulator", "headers": []}
    with pytest.raises(TooSlow):
        await BodyLimit(app, seconds=0.01)(scope, never, never)  # type: ignore[arg-type]
    assert (await too_slow(None, TooSlow())).status_code == 408  # type: ignore[arg-type]


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: a"])
async def test_headers_that_do_not_come_in_end_the_connection(sent: bytes) -> None:
    class Hasty(PatientProtocol):
        header_seconds = 0.05

    async def app(scope: object, receive: object, send: object) -> None:
        raise AssertionError("no request was whole")

    config = uvicorn.Config(app, http=Hasty, ws="none", lifespan="off", log_config=None)
    config.load()
    state = uvicorn.server.ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Hasty(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
