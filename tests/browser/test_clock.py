"""The clock on the simulator's page, and what it does to conversations; on a service of its own."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.harness.service import RunningService, open_folder

pytestmark = pytest.mark.own_service


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    """A service whose clock may be moved."""
    service = RunningService(open_folder("clock"))
    yield service.wait()
    service.remove()


def service_time(page: Page) -> datetime:
    return datetime.fromisoformat(page.locator("#now").get_attribute("datetime") or "")


def pass_a_day(page: Page) -> None:
    before = service_time(page)
    page.get_by_role("button", name="+1 day").click()
    page.wait_for_function(
        "before => Date.parse(document.getElementById('now').dateTime) - Date.parse(before) > 8e7",
        arg=before.isoformat(),
    )


def test_the_clock_can_be_moved_and_set(open_page: Open) -> None:
    page = open_page("/simulator")
    before = service_time(page)
    pass_a_day(page)
    moved = service_time(page) - before
    assert timedelta(hours=23) < moved < timedelta(hours=25)
    page.get_by_label("Set date and time").fill(f"{before.year + 1}-03-05T09:30")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#now")).to_contain_text("9:30")
    expect(page.locator("#now")).to_contain_text(f"March 5, {before.year + 1}")


def test_a_question_waits_for_days(open_page: Open) -> None:
    phone = open_page("/simulator")
    chat = open_page("/chat")
    chat.get_by_label("Write your message").last.fill("califico para el internet?")
    chat.keyboard.press("Enter")
    expect(chat.locator(".message.bot .choice").first).to_be_visible()
    pass_a_day(phone)
    pass_a_day(phone)
    chat.get_by_label("Write your message").last.fill("1")
    chat.keyboard.press("Enter")
    expect(chat.locator(".message.bot").last).to_contain_text("bajos ingresos")


def test_what_was_said_just_before_is_answered(open_page: Open) -> None:
    """A reply that waits for hours is not sent; one on its way when a day passes is."""
    page = open_page("/simulator")
    page.get_by_role("radio", name="Ana").check()
    page.get_by_label("Text message").fill("how much does it cost?")
    page.keyboard.press("Enter")
    expect(page.locator(".message.own").last).to_be_visible()
    pass_a_day(page)
    answer = page.locator(".message.them").filter(has_text="free").first
    expect(answer).to_be_visible()
