"""A forwarded link in a real browser: who looks at it is counted, and the chat goes on from it."""

import uuid

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.test_accessibility import RULES
from tests.conftest import SharedService

ADD = """
    INSERT INTO links (code, written, organization_id, topic, language, created_at)
    VALUES (%(code)s, %(code)s, 'sample-belmont', 'check_eligibility', 'es', now())"""
USE = """
    SELECT opened, count(wrote_on) FROM links LEFT JOIN link_arrivals USING (code)
    WHERE code = %(code)s GROUP BY links.code"""


@pytest.fixture
def code(service: SharedService) -> str:
    """A link of this test's own."""
    code = f"poster{uuid.uuid4().hex[:8]}"
    with psycopg.connect(service.database_url, autocommit=True) as connection:
        connection.execute(ADD, {"code": code})
    return code


def used(service: SharedService, code: str) -> tuple[int, int]:
    """On how many devices it was opened, and how many wrote."""
    with psycopg.connect(service.database_url) as connection:
        row = connection.execute(USE, {"code": code}).fetchone()
    assert row is not None
    return row


def test_a_device_that_opens_it_is_counted_once_and_writes_by_it(
    open_page: Open, service: SharedService, code: str
) -> None:
    page = open_page("/l/hola", locale="es-MX")
    for _ in range(2):
        with page.expect_response(lambda answer: answer.url.endswith(f"/l/{code}")):
            page.goto(f"/l/{code}")
        page.wait_for_load_state("networkidle")
    assert used(service, code) == (1, 0)
    page.get_by_role("link", name="Chatear ahora").click()
    page.locator("#log:not([aria-busy])").wait_for(state="attached")
    expect(page.locator("#text")).to_have_value("Hola")
    page.locator("#text").press("Enter")
    expect(page.locator(".message.bot").first).to_be_visible(timeout=30_000)
    assert used(service, code) == (1, 1)


@pytest.mark.parametrize("language", ["en", "es"])
def test_its_page_has_no_known_barrier_and_fits(open_page: Open, code: str, language: str) -> None:
    page = open_page(f"/l/{code}?lang={language}", viewport={"width": 320, "height": 640})
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
