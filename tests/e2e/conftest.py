"""A running server and a real Chromium for the end-to-end tests. Screenshots land in tests/e2e/screenshots/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import PHONE, WIDE, chromium
from tests.running import Running, running_server

SCREENSHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def server() -> Iterator[Running]:
    with running_server(ETALASE_TEST_CARD="1") as running:
        yield running
        assert "Traceback" not in running.output(), running.output()[-6000:]


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """`new_page(base_url, phone=False)`: a page of a person of its own. What breaks on it fails the test."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def make(base_url: str, *, phone: bool = False) -> Page:
        context = browser.new_context(
            base_url=base_url,
            viewport=PHONE if phone else WIDE,
            has_touch=phone,
            locale="en-GB",
            permissions=["camera", "microphone"],
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                broken.append(f"{page.url}: {message.text}")
                if message.type == "error" and "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert not broken


def shoot(page: Page, name: str) -> None:
    """The page at both sizes: phone and wide."""
    SCREENSHOTS.mkdir(exist_ok=True)
    before = page.viewport_size
    for label, size in (("phone", PHONE), ("wide", WIDE)):
        page.set_viewport_size(size)
        page.wait_for_timeout(400)  # motion ends within 250 ms
        page.screenshot(path=SCREENSHOTS / f"{name}-{label}.png")
    if before is not None:
        page.set_viewport_size(before)
