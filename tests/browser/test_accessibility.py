"""WCAG 2.2 AA, as far as axe-core can tell (the rest is for people with keyboards and readers)."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Open

PATHS = ["/", "/?topic=spreadsheets&topic=money", "/chat", "/widget", "/l/hola", "/simulator"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_have_no_known_barrier(
    open_page: Open, path: str, scheme: Literal["light", "dark"], language: str
) -> None:
    page = open_page(path, color_scheme=scheme, locale=language)
    if path == "/chat":
        page.locator("#suggestions button").first.click()
        expect(page.locator(".message.bot").first).to_be_visible(timeout=30_000)
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_fit_a_small_phone_with_text_twice_as_large(
    open_page: Open, path: str, language: str
) -> None:
    page = open_page(path, viewport={"width": 320, "height": 640}, locale=language)
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, size
