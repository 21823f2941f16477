"""The chat page as residents use it."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open

QUESTION = "do we qualify for free internet?"


def say(page: Page, text: str) -> None:
    page.get_by_label("Write your message").last.fill(text)
    page.keyboard.press("Enter")


def said(page: Page) -> list[str]:
    return page.locator(".log .bubble").all_inner_texts()


def answered(page: Page) -> None:
    """Waits until the assistant has finished."""
    expect(page.locator(".log .message.bot").first).to_be_visible(timeout=30_000)
    expect(page.locator("#typing")).to_be_empty(timeout=30_000)


def test_the_day_stands_above_its_first_message(open_page: Open) -> None:
    page = open_page("/chat")
    say(page, "hello")
    answered(page)
    shown = page.locator(".log > *")
    expect(shown.nth(0)).to_have_class("day")
    expect(shown.nth(1)).to_have_class("message own")
    expect(page.locator(".log .day")).to_have_count(1)


def nothing_follows(page: Page, before: list[str]) -> None:
    """Says one thing more: had anything come twice, it would be seen before the answer to that."""
    say(page, "thank you")
    answered(page)
    assert said(page)[: len(before) + 1] == [*before, "thank you"]


def focused_by_tab(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(25):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by {key}")


def test_a_conversation_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/chat")
    focused_by_tab(page, "#text")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".message.own .bubble")).to_have_text(QUESTION)
    answered(page)
    focused_by_tab(page, ".log .choice", "Shift+Tab")
    label = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator(".message.own .bubble").last).to_have_text(label)
    answered(page)


def test_a_tapped_choice_is_said_once_and_cannot_be_tapped_again(open_page: Open) -> None:
    page = open_page("/chat")
    page.locator("#suggestions button").first.click()
    answered(page)
    choices = page.locator(".log .choices").first.locator("button")
    label = choices.nth(0).inner_text()
    choices.nth(0).click()
    expect(choices.nth(0)).to_have_attribute("aria-pressed", "true")
    for index in range(choices.count()):
        expect(choices.nth(index)).to_be_disabled()
    choices.nth(0).click(force=True)
    answered(page)
    assert page.locator(".message.own .bubble").all_inner_texts().count(label) == 1


def test_a_reload_keeps_the_conversation_without_doubles(open_page: Open) -> None:
    page = open_page("/chat")
    say(page, QUESTION)
    answered(page)
    page.locator(".log .choice").first.click()
    answered(page)
    before = said(page)
    page.reload()
    expect(page.locator(".log .bubble")).to_have_count(len(before))
    nothing_follows(page, before)
    chosen = page.locator(".log .choices").first.locator("[aria-pressed=true]")
    expect(chosen).to_have_count(1)


def test_two_tabs_show_the_same_conversation(open_page: Open) -> None:
    first = open_page("/chat")
    say(first, "hi")
    answered(first)
    second = open_page("/chat", first.context)
    expect(second.locator(".log .bubble")).to_have_count(len(said(first)))
    say(second, QUESTION)
    answered(second)
    before = said(second)
    expect(first.locator(".log .bubble")).to_have_count(len(before))
    nothing_follows(first, before)


def test_a_message_that_did_not_get_through_is_kept_and_sent_once(open_page: Open) -> None:
    page = open_page("/chat")
    page.route("**/api/chat/messages", lambda route: route.abort())
    say(page, QUESTION)
    expect(page.get_by_role("button", name="Try again")).to_be_visible(timeout=15_000)
    page.reload()
    page.unroute("**/api/chat/messages")
    page.get_by_role("button", name="Try again").click()
    answered(page)
    assert said(page).count(QUESTION) == 1
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_message_whose_answer_was_lost_is_not_doubled(open_page: Open) -> None:
    page = open_page("/chat")
    lost: list[Route] = []

    def lose_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route)
            route.fetch()
            route.abort()

    page.route("**/api/chat/messages", lose_first_answer)
    say(page, QUESTION)
    answered(page)
    before = said(page)
    assert before.count(QUESTION) == 1
    page.reload()
    expect(page.locator(".log .bubble")).to_have_count(len(before))
    nothing_follows(page, before)


def test_the_language_can_be_switched_amid_a_conversation(open_page: Open) -> None:
    page = open_page("/chat")
    say(page, "hi")
    answered(page)
    before = said(page)
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("button", name="Enviar")).to_be_visible()
    expect(page.locator(".log .bubble")).to_have_count(len(before))
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize(("is_chosen", "greeting"), [(True, "¡Hola!"), (False, "Hi!")])
def test_a_language_chosen_on_the_page_is_spoken_and_a_browser_s_is_not(
    open_page: Open, is_chosen: bool, greeting: str
) -> None:
    page = open_page("/chat", locale="en" if is_chosen else "es")
    if is_chosen:
        page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("#text").fill("hello")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("log")).to_contain_text(greeting)


@pytest.mark.parametrize("path", ["/", "/chat", "/simulator"])
@pytest.mark.parametrize("text_size", ["100%", "200%"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_needs_sideways_scrolling_at_320_pixels(
    open_page: Open, path: str, text_size: str, language: str
) -> None:
    page = open_page(path, viewport={"width": 320, "height": 640}, locale=language)
    page.evaluate("size => { document.documentElement.style.fontSize = size }", text_size)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See cps.edu/getconnected.", [("cps.edu/getconnected", "https://cps.edu/getconnected")]),
        ("(https://example.org/a?b=c)", [("https://example.org/a?b=c",) * 2]),
        ("Call 773-417-1060, please", [("773-417-1060", "tel:+17734171060")]),
        ("www.cps.edu", [("www.cps.edu", "https://www.cps.edu/")]),
        ("evil.example cps.edu.evil.example notcps.edu", []),
        ("http://cps.edu javascript:alert(1) data:text/html,x", []),
        ("someone@cps.edu", []),
        ("https://cps.edu@evil.example/", []),
        ("<b>cps.edu</b>", [("cps.edu", "https://cps.edu/")]),
    ],
)
def test_only_safe_addresses_become_links(
    open_page: Open, text: str, links: list[tuple[str, str]]
) -> None:
    page = open_page("/chat")
    found = page.evaluate(
        """async (text) => {
            const { linked } = await import("/static/chat/links.js");
            const nodes = linked(text, ["cps.edu"], "");
            const shown = nodes.map((node) => node.textContent ?? node).join("");
            const links = nodes.filter((node) => node.href).map((a) => [a.textContent, a.href]);
            return { shown, links };
        }""",
        text,
    )
    assert [(shown.strip(), href) for shown, href in found["links"]] == links
    assert "".join(found["shown"].split()) == "".join(text.split())
