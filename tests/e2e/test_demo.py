"""The demo, as a newcomer meets it: one command, one address, a sale on air."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import wait_for_moving_video
from tests.e2e.conftest import NewPage, shoot
from tests.running import running_server


def test_the_printed_address_shows_a_sale_on_air(new_page: NewPage) -> None:
    with running_server("demo") as running:
        printed = None
        while printed is None:
            printed = re.search(r"http://[^\s]+/live/[\w-]+", running.output())
            assert running.process.poll() is None, running.output()
        page = new_page(running.url, phone=True)
        page.goto(printed.group())
        assert wait_for_moving_video(page)["width"] > 0
        expect(page.get_by_placeholder("Say something…")).to_be_visible()
        expect(page.get_by_role("button", name="Buy").first).to_be_visible()
        shoot(page, "30-demo")
        page.get_by_role("button", name="Buy").first.click()
        expect(page.get_by_text("Subtotal")).to_be_visible()
        wide = new_page(running.url)
        wide.goto(printed.group())
        expect(wide.get_by_text("Test payments").first).to_be_visible()
        # A pinned product is a link too: it opens the checkout over the video wherever it is shared.
        variant = page.evaluate(
            "async (show) => (await (await fetch(`/api/shows/${show}`)).json()).line_up[1].variant_id",
            printed.group().rsplit("/", 1)[1],
        )
        linked = new_page(running.url, phone=True)
        linked.goto(f"{printed.group()}?buy={variant}")
        expect(linked.get_by_text("Subtotal")).to_be_visible()
        wait_for_moving_video(linked)
        front = new_page(running.url)
        front.goto("/")
        expect(front.get_by_text("LIVE").first).to_be_visible()
        shoot(front, "31-demo-front")
        assert "Traceback" not in running.output()
