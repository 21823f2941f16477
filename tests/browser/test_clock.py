"""The clock on the simulator's page."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.conftest import SharedService

pytestmark = pytest.mark.xdist_group("rehearsal")


@pytest.fixture
def service(rehearsal: SharedService) -> SharedService:
    """These tests move the clock."""
    return rehearsal


def service_time(page: Page) -> datetime:
    return datetime.fromisoformat(page.locator("#now").get_attribute("datetime") or "")


def test_the_clock_can_be_moved_and_set(open_page: Open) -> None:
    page = open_page("/simulator")
    before = service_time(page)
    page.get_by_role("button", name="+1 day").click()
    page.wait_for_function(
        "before => Date.parse(document.getElementById('now').dateTime) - Date.parse(before) > 8e7",
        arg=before.isoformat(),
    )
    moved = service_time(page) - before
    assert timedelta(hours=23) < moved < timedelta(hours=25)
    page.get_by_label("Set date and time").fill(f"{before.year + 1}-03-05T09:30")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#now")).to_contain_text("9:30")
    expect(page.locator("#now")).to_contain_text(f"March 5, {before.year + 1}")
