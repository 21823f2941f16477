"""The phone on screen, on the real road: webhook, service, provider's API, status callbacks."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from bot.conversation.catalog import LOCALES, read_catalog
from tests.browser.conftest import Open

GREETING = str(read_catalog(LOCALES, "en", "enlace")["greet"].string)


def text(page: Page, words: str) -> None:
    page.get_by_label("Text message").fill(words)
    page.keyboard.press("Enter")


def test_a_phone_texts_and_gets_an_answer_with_its_segments(open_page: Open) -> None:
    page = open_page("/simulator")
    page.get_by_role("radio", name="Ana").check()
    text(page, "hola")
    own = page.locator(".message.own").last
    expect(own.locator(".bubble")).to_have_text("hola")
    expect(own.locator(".meta")).to_contain_text("1 segment · GSM-7 · characters: 4")
    answer = page.locator(".message.them").last
    expect(answer.locator(".bubble")).to_be_visible(timeout=30_000)
    expect(answer.locator(".meta")).to_contain_text("segment")
    expect(answer.locator(".delivered")).to_have_text("delivered", timeout=15_000)


def test_each_phone_has_a_conversation_of_its_own_that_a_reload_keeps(open_page: Open) -> None:
    page = open_page("/simulator")
    page.get_by_role("radio", name="Marcus").check()
    words = f"hello, this is Marcus {uuid4().hex[:6]}"
    text(page, words)
    expect(page.locator(".message.them").first).to_be_visible(timeout=30_000)
    page.get_by_role("radio", name="Lupita").check()
    expect(page.get_by_text(words)).to_have_count(0)
    page.reload()
    page.get_by_role("radio", name="Marcus").check()
    expect(page.get_by_text(words)).to_have_count(1)


def test_on_whatsapp_another_number_answers_and_nothing_is_counted(open_page: Open) -> None:
    page = open_page("/simulator")
    expect(page.locator("#sender")).to_have_text("(312) 555-0100")
    page.get_by_role("radio", name="WhatsApp").check()
    expect(page.locator("#sender")).to_have_text("(312) 555-0199")
    text(page, "hello")
    own = page.locator(".message.own").last
    expect(own.locator(".meta")).to_contain_text("received", timeout=15_000)
    expect(own.locator(".meta")).not_to_contain_text("segment")
    greeting = page.locator(".message.them", has_text=GREETING)
    greeting.get_by_text("Choose").click(timeout=30_000)
    greeting.get_by_role("button").first.click()
    expect(page.locator(".message.own").last).to_contain_text("Do I qualify")


def test_on_telegram_choices_are_buttons_that_go_when_tapped(open_page: Open) -> None:
    page = open_page("/simulator")
    page.get_by_role("radio", name="Joaquín").check()
    page.get_by_role("radio", name="Telegram").check()
    text(page, "/start")
    greeting = page.locator(".message.them", has_text=GREETING)
    expect(greeting.get_by_role("button").first).to_be_visible(timeout=30_000)
    before = page.locator(".message.them").count()
    greeting.get_by_role("button").first.click()
    expect(greeting.get_by_role("button")).to_have_count(0, timeout=30_000)
    expect(page.locator(".message.them").nth(before)).to_be_visible(timeout=30_000)


def test_stop_is_answered_by_the_network_once(open_page: Open) -> None:
    page = open_page("/simulator")
    page.get_by_role("radio", name="Denise").check()
    text(page, "STOP")
    goodbye = page.get_by_text("You have successfully been unsubscribed")
    expect(goodbye).to_be_visible()
    page.wait_for_timeout(2_000)
    expect(page.locator(".message.them")).to_have_count(1)


def test_a_picture_can_be_sent(open_page: Open) -> None:
    page = open_page("/simulator")
    page.get_by_role("radio", name="Joaquín").check()
    page.get_by_role("button", name="Send picture").click()
    expect(page.get_by_alt_text("Photo of a letter")).to_be_visible()
    expect(page.locator(".message.them").first).to_be_visible(timeout=30_000)
