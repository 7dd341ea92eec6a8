"""From the click on a link to the first picture: a real Chromium with an empty cache, a whole server, a show on air.

The click is on a bare page of another server, as from a message or a post. The floors, by turns with it: the same
click on a link to another bare page, and within the visit itself the round trip of the WHEP POST.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import aiohttp
from playwright.sync_api import Browser, Error, Page, ViewportSize

from tests.bench.child import ChildFailed
from tests.bench.house import House, house
from tests.bench.options import Options
from tests.bench.report import Row
from tests.browser import PHONE, chromium
from tests.contract.conftest import Program, publishing, until_state

LIMIT_MS = 20_000

# Runs before the page's own scripts. Times are of the machine's clock, so that those of two documents compare.
PROBE = """(() => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = window.bench = {};
  const descriptor = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...descriptor,
    set(stream) {
      if (stream && this.requestVideoFrameCallback) {
        this.requestVideoFrameCallback(() => { seen.frame ??= now(); });
      }
      descriptor.set.call(this, stream);
    },
  });
  const plain = window.fetch;
  window.fetch = async (input, init) => {
    const isOffer = init?.method === "POST" && String(input).includes("/whep/");
    if (isOffer) seen.offered ??= now();
    const answer = await plain(input, init);
    if (isOffer) seen.answered ??= now();
    return answer;
  };
  addEventListener("load", () => { seen.loaded = now(); });
})()"""

UNTIL = """([name, limit]) => new Promise((resolve, reject) => {
  const began = performance.now();
  const look = () => {
    if (window.bench?.[name]) resolve(window.bench);
    else if (performance.now() - began > limit) reject(new Error(`no ${name} within ${limit} ms`));
    else setTimeout(look, 5);
  };
  look();
})"""

CLICK = "() => { document.querySelector('a').click(); return performance.timeOrigin + performance.now(); }"


@dataclass
class Visits:
    """Milliseconds, a visit each."""

    frame: list[float]
    bare: list[float]
    from_answer: list[float]
    round_trip: list[float]

    def add(self, seen: dict[str, float], empty: dict[str, float]) -> None:
        self.frame.append(seen["frame"] - seen["clicked"])
        self.bare.append(empty["loaded"] - empty["clicked"])
        self.from_answer.append(seen["frame"] - seen["answered"])
        self.round_trip.append(seen["answered"] - seen["offered"])


def measure(options: Options) -> list[Row]:
    visits = Visits([], [], [], [])
    with house() as server, publishing(server.show):
        asyncio.run(_live(server))
        link = f"{server.running.url}/live/{server.show.slug}"
        with bare_pages() as bare, chromium() as browser:
            # The first visit warms the server and the browser's own parts, and does not count.
            for number in range((4 if options.quick else 10) + 1):
                seen = _visit(browser, bare, link, "frame")
                empty = _visit(browser, bare, f"{bare}/empty", "loaded")
                if number:
                    visits.add(seen, empty)
    return _rows(visits)


async def _live(server: House) -> None:
    async with aiohttp.ClientSession(server.running.url) as http:
        await until_state(Program(http, server.token), server.show.show_id, "live")


def _visit(browser: Browser, bare: str, link: str, last: str) -> dict[str, Any]:
    """One visit by somebody new: when what happened, in milliseconds of the machine's clock."""
    context = browser.new_context(viewport=ViewportSize(width=PHONE["width"], height=PHONE["height"]))
    context.add_init_script(PROBE)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    try:
        page.goto(f"{bare}/?to={link}")
        return _click(page, link, last)
    except Error as error:
        raise ChildFailed(f"{error.message.splitlines()[0]}; the page said: {said or 'nothing'}") from None
    finally:
        context.close()


def _click(page: Page, link: str, last: str) -> dict[str, Any]:
    clicked = page.evaluate(CLICK)
    page.wait_for_url(link, wait_until="commit", timeout=LIMIT_MS)
    seen = page.evaluate(UNTIL, [last, LIMIT_MS])
    if last == "frame" and not {"offered", "answered"} <= seen.keys():
        raise ChildFailed("the page showed a picture without WHEP")
    return {**seen, "clicked": clicked}


class _Bare(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        link = self.path.partition("?to=")[2]
        text = f'<!doctype html><meta charset="utf-8"><title>bare</title><a href="{link}">go</a>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class _BareServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that is closed leaves its request for an icon half done."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def bare_pages() -> Generator[str]:
    server = _BareServer(("127.0.0.1", 0), _Bare)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _rows(visits: Visits) -> list[Row]:
    load = f"Chromium 390x844 with an empty cache, {len(visits.frame)} visits; the host is `etalase publish` (H264)"
    return [
        Row(
            "first frame after the click", load, "ms", visits.frame, visits.bare,
            "the same click on a link to a bare page, until it is loaded",
        ),
        Row(
            "first frame after the WHEP answer", load, "ms", visits.from_answer, visits.round_trip,
            "the WHEP POST's own round trip in the same visit",
        ),
    ]  # fmt: skip
