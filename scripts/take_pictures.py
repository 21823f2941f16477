"""Takes the pictures of the documentation from the real pages: `make pictures`.

Starts `enlace demo` in a folder of its own, has a conversation in Spanish on the chat page and one
in English on the simulated phone, and writes `docs/pictures/*.png`.
"""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.harness.service import RunningService, open_folder

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
ANSWER_MS = 30_000
CALM_MS = 1_500
"""An answer may come in several messages: we wait until none has come for so long."""

CHAT = ("¿Califico para el internet gratis? Mi hija va a la escuela Kelly", "¿por qué pregunta?")
PHONE = ("do we qualify for free internet? my son goes to cps", "3")


def main() -> None:
    """Takes all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    service = RunningService(open_folder("pictures")).wait()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            take_chat(browser, service.base_url)
            take_phone(browser, service.base_url)
            browser.close()
    finally:
        service.remove()


def take_chat(browser: Browser, base_url: str) -> None:
    """The chat page on a phone's screen, in Spanish."""
    page = _page(browser, base_url, "es-US", width=400, height=900)
    page.goto("/chat")
    for text in CHAT:
        _say(page, page.locator("#text"), text, page.locator(".message.bot"))
    page.screenshot(path=PICTURES / "chat.png")


def take_phone(browser: Browser, base_url: str) -> None:
    """The simulated phone, in English."""
    page = _page(browser, base_url, "en-US", width=1000, height=1000)
    page.goto("/simulator")
    page.get_by_role("radio", name="Marcus").check()
    for text in PHONE:
        _say(page, page.locator("#text"), text, page.locator(".message.them"))
    page.locator(".phone").screenshot(path=PICTURES / "phone.png")


def _page(browser: Browser, base_url: str, locale: str, width: int, height: int) -> Page:
    context = browser.new_context(
        base_url=base_url, locale=locale, viewport={"width": width, "height": height}
    )
    return context.new_page()


def _say(page: Page, box: Locator, text: str, answers: Locator) -> None:
    """Says something and waits until the answer has come whole."""
    before = answers.count()
    box.fill(text)
    page.keyboard.press("Enter")
    expect(answers.nth(before)).to_be_visible(timeout=ANSWER_MS)
    seen = 0
    while answers.count() != seen:
        seen = answers.count()
        page.wait_for_timeout(CALM_MS)


if __name__ == "__main__":
    main()
