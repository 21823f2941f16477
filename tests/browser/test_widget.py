"""The chat on somebody else's page, in a real browser: a site of its own origin around it."""

import re

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.conftest import Service
from tests.browser.test_accessibility import RULES

HOST = "http://localhost:8123/page"
STRANGER = "http://stranger.example.org/page"
MOST_BYTES = 40_000
"""All that a site's visitor loads of it, compressed (the issue's figure)."""
PAGE = """<!doctype html><html lang="{language}"><head><title>A school</title>
<meta name="viewport" content="width=device-width">
<style>* {{ color: red; font-size: 40px }} button {{ display: none !important }}</style></head>
<body><main><h1>A school</h1><p>Welcome.</p></main>
<script src="{base}/widget.js"{more} async></script></body></html>"""


def visit(
    browser: Browser,
    service: Service,
    address: str = HOST,
    language: str = "en",
    policy: str = "",
    more: str = "",
    width: int = 1280,
) -> Page:
    """A page of another site with the script in it, for a new visitor."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(30_000)
    body = PAGE.format(base=service.base_url, language=language, more=more)
    headers = {"Content-Security-Policy": policy} if policy else {}
    context.route(
        re.compile("/page$"),
        lambda route: route.fulfill(body=body, content_type="text/html", headers=headers),
    )
    page = context.new_page()
    page.goto(address)
    return page


def opened(page: Page, name: str = "Questions? Chat") -> FrameLocator:
    page.get_by_role("button", name=name).click()
    return page.frame_locator("enlace-chat iframe")


def say(chat: FrameLocator, text: str) -> None:
    chat.locator("#text").fill(text)
    chat.locator("#text").press("Enter")


def test_a_visitor_asks_and_is_answered_and_comes_back_to_it(
    browser: Browser, service: Service
) -> None:
    page = visit(browser, service)
    chat = opened(page)
    say(chat, "what workshops are there?")
    expect(chat.locator(".message.bot").first).to_be_visible()
    page.reload()
    again = opened(page)
    expect(again.locator(".message.own")).to_contain_text("what workshops are there?")
    expect(again.locator(".message.bot").first).to_be_visible()
    assert page.context.cookies() == []
    page.context.close()


def test_all_of_it_is_small(browser: Browser, service: Service) -> None:
    page = visit(browser, service)
    loaded: set[str] = set()
    page.on("request", lambda request: loaded.add(request.url))
    page.reload()
    chat = opened(page)
    say(chat, "hello")
    expect(chat.locator(".message.bot").first).to_be_visible()
    ours = {url for url in loaded if url.startswith(service.base_url) and "/api/" not in url}
    assert len(ours) > 5
    sizes = {url: bytes_of(url) for url in ours}
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    page.context.close()


def bytes_of(url: str) -> int:
    """What comes over the wire."""
    headers = {"Accept-Encoding": "gzip"}
    with httpx.stream("GET", url, headers=headers, trust_env=False) as answer:
        return sum(len(piece) for piece in answer.iter_raw())


def test_it_is_worked_with_keys_alone(browser: Browser, service: Service) -> None:
    page = visit(browser, service)
    page.get_by_role("button", name="Questions? Chat").focus()
    page.keyboard.press("Enter")
    frame = page.frame_locator("enlace-chat iframe")
    expect(frame.locator("#text")).to_be_visible()
    frame.locator("#text").press("Escape")
    expect(page.locator("enlace-chat .panel")).to_be_hidden()
    expect(page.get_by_role("button", name="Questions? Chat")).to_be_focused()
    page.context.close()


def test_it_speaks_the_page_s_language_or_the_one_it_was_given(
    browser: Browser, service: Service
) -> None:
    page = visit(browser, service, language="es-US")
    expect(opened(page, "¿Preguntas? Chat").locator("html")).to_have_attribute("lang", "es")
    page.context.close()
    page = visit(browser, service, language="es", more=' data-language="en"')
    expect(opened(page).locator("html")).to_have_attribute("lang", "en")
    page.context.close()


def test_the_styles_around_it_do_not_reach_it_nor_its_own_them(
    browser: Browser, service: Service
) -> None:
    page = visit(browser, service)
    button = page.get_by_role("button", name="Questions? Chat")
    expect(button).to_be_visible()
    assert button.evaluate("it => getComputedStyle(it).color") == "rgb(255, 255, 255)"
    assert page.locator("h1").evaluate("it => getComputedStyle(it).fontSize") == "40px"
    page.context.close()


def test_it_lives_with_a_strict_policy_of_the_page_around(
    browser: Browser, service: Service
) -> None:
    ours = service.base_url
    page = visit(
        browser, service, policy=f"default-src 'none'; script-src {ours}; frame-src {ours}"
    )
    expect(opened(page).locator("#text")).to_be_visible()
    assert page.get_by_role("button").evaluate("it => getComputedStyle(it).color") != ""
    page.context.close()


def test_on_a_site_that_is_not_named_it_is_a_link(browser: Browser, service: Service) -> None:
    page = visit(browser, service, STRANGER)
    link = page.get_by_role("link", name="Questions? Chat")
    assert (link.get_attribute("href") or "").startswith(f"{service.base_url}/chat?lang=en")
    assert page.locator("enlace-chat iframe").count() == 0
    page.context.close()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_has_no_known_barrier(
    browser: Browser, service: Service, language: str, width: int
) -> None:
    page = visit(browser, service, language=language, width=width)
    chat = opened(page, "Questions? Chat" if language == "en" else "¿Preguntas? Chat")
    say(chat, "hola")
    expect(chat.locator(".message.bot").first).to_be_visible()
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    page.context.close()
