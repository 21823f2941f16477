"""The chat on somebody else's page, in a real browser: a site of its own origin around it."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.browser.conftest import Service
from tests.browser.test_accessibility import RULES

Visit = Callable[..., Page]
MOST_BYTES = 40_000
"""All that a site's visitor loads of it, compressed (the issue's figure)."""
PAGE = """<!doctype html><html lang="{language}"><head><title>A school</title>
<meta name="viewport" content="width=device-width">
<style>* {{ color: red; font-size: 40px }} button {{ display: none !important }}</style></head>
<body><main><h1>A school</h1><p>Welcome.</p></main>
<script src="{base}/widget.js"{more} async></script></body></html>"""


class _Site(BaseHTTPRequestHandler):
    """Somebody's page: the address says its language, its policy and more of the script tag."""

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        page = {"language": "en", "more": "", **asked}
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if "policy" in asked:
            self.send_header("Content-Security-Policy", asked["policy"])
        self.end_headers()
        if "base" in asked:
            self.wfile.write(PAGE.format(**page).encode())

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where that site is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.fixture
def visit(browser: Browser, service: Service, port: int) -> Iterator[Visit]:
    """Opens that site for a new visitor; as `localhost` it may show the chat."""
    contexts: list[BrowserContext] = []

    def visit(host: str = "localhost", width: int = 1280, **asked: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"http://{host}:{port}/?" + urlencode({"base": service.base_url, **asked}))
        return page

    yield visit
    for context in contexts:
        context.close()


def opened(page: Page, name: str = "Questions? Chat") -> FrameLocator:
    page.get_by_role("button", name=name).click()
    return ready(page)


def ready(page: Page) -> FrameLocator:
    """The frame, once its scripts run."""
    chat = page.frame_locator("enlace-chat iframe")
    expect(chat.locator("#log:not([aria-busy])")).to_be_attached(timeout=30_000)
    return chat


def say(chat: FrameLocator, text: str) -> None:
    chat.locator("#text").fill(text)
    chat.locator("#text").press("Enter")


def test_a_visitor_asks_and_is_answered_and_comes_back_to_it(visit: Visit) -> None:
    page = visit()
    chat = opened(page)
    say(chat, "what workshops are there?")
    expect(chat.locator(".message.bot").first).to_be_visible(timeout=30_000)
    page.reload()
    again = opened(page)
    expect(again.locator(".message.own")).to_contain_text("what workshops are there?")
    expect(again.locator(".message.bot").first).to_be_visible(timeout=30_000)
    assert page.context.cookies() == []


def test_all_of_it_is_small(visit: Visit, service: Service) -> None:
    page = visit()
    loaded: set[str] = set()
    page.on("request", lambda request: loaded.add(request.url))
    page.reload()
    chat = opened(page)
    say(chat, "hello")
    expect(chat.locator(".message.bot").first).to_be_visible(timeout=30_000)
    ours = {url for url in loaded if url.startswith(service.base_url) and "/api/" not in url}
    assert len(ours) > 5
    sizes = {url: bytes_of(url) for url in ours}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def bytes_of(url: str) -> int:
    """What comes over the wire."""
    headers = {"Accept-Encoding": "gzip"}
    with httpx.stream("GET", url, headers=headers, trust_env=False) as answer:
        return sum(len(piece) for piece in answer.iter_raw())


def test_it_is_worked_with_keys_alone(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Questions? Chat").focus()
    page.keyboard.press("Enter")
    frame = ready(page)
    frame.locator("#text").press("Escape")
    expect(page.locator("enlace-chat .panel")).to_be_hidden()
    expect(page.get_by_role("button", name="Questions? Chat")).to_be_focused()


def test_it_speaks_the_page_s_language_or_the_one_it_was_given(visit: Visit) -> None:
    page = visit(language="es-US")
    expect(opened(page, "¿Preguntas? Chat").locator("html")).to_have_attribute("lang", "es")
    page = visit(language="es", more=' data-language="en"')
    expect(opened(page).locator("html")).to_have_attribute("lang", "en")


def test_the_styles_around_it_do_not_reach_it_nor_its_own_them(visit: Visit) -> None:
    page = visit()
    button = page.get_by_role("button", name="Questions? Chat")
    expect(button).to_be_visible()
    assert button.evaluate("it => getComputedStyle(it).color") == "rgb(255, 255, 255)"
    assert page.locator("h1").evaluate("it => getComputedStyle(it).fontSize") == "40px"


def test_it_lives_with_a_strict_policy_of_the_page_around(visit: Visit, service: Service) -> None:
    ours = service.base_url
    page = visit(policy=f"default-src 'none'; script-src {ours}; frame-src {ours}")
    expect(opened(page).locator("#text")).to_be_visible()
    assert page.get_by_role("button").evaluate("it => getComputedStyle(it).color") != ""


def test_on_a_site_that_is_not_named_it_is_a_link(visit: Visit, service: Service) -> None:
    page = visit(host="stranger.localhost")
    link = page.get_by_role("link", name="Questions? Chat")
    assert (link.get_attribute("href") or "").startswith(f"{service.base_url}/chat?lang=en")
    assert page.locator("enlace-chat iframe").count() == 0


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_has_no_known_barrier(visit: Visit, language: str, width: int) -> None:
    page = visit(language=language, width=width)
    chat = opened(page, "Questions? Chat" if language == "en" else "¿Preguntas? Chat")
    say(chat, "hola")
    expect(chat.locator(".message.bot").first).to_be_visible(timeout=30_000)
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
