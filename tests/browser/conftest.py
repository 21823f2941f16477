"""A real browser before the whole service (the fixture `service`, see ``tests/conftest.py``)."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
"""The system's own; without one, the browser Playwright installed."""
expect.set_options(timeout=30_000)  # on a busy machine, an answer takes longer than 5 s
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Service(Protocol):
    base_url: str


Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: while it lives, Playwright's event loop bars asynchronous tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, service: Service) -> Iterator[Open]:
    """Opens a path for a new visitor, or in the context given; fails on any script error."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: str, context: BrowserContext | None = None, **options: Any) -> Page:
        if context is None:
            options.setdefault("locale", "en-US")
            context = browser.new_context(base_url=service.base_url, **options)
            context.set_default_timeout(30_000)
            contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda message: (
                faults.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
