"""The pages' own modules in a real Chromium, with everything outside of them (HTTP, sockets) in the test's hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import chromium

STATIC = Path(__file__).resolve().parents[2] / "static"
ORIGIN = "http://etalase.test"

# Stands for socket.io-client: keeps what was emitted, and answers what the test has prepared.
FAKE_SOCKET = """
class FakeSocket {
  constructor() { this.handlers = {}; this.sent = []; this.answers = []; this.connected = false; this.active = true; }
  on(event, handler) { this.handlers[event] = handler; }
  connect() { this.connected = true; this.id = String(Math.random()); this.fire("connect"); }
  disconnect() { this.connected = false; this.fire("disconnect", "io client disconnect"); }
  emit(event, data) { this.sent.push([event, data]); }
  timeout() { return this; }
  emitWithAck(event, data) { this.sent.push([event, data]); return Promise.resolve(this.answers.shift()); }
  fire(event, data) { this.handlers[event]?.(data); }
}
export const sockets = [];
export const io = () => { const socket = new FakeSocket(); sockets.push(socket); return socket; };
"""

SHELL = """<!doctype html><html lang="%s"><script type="importmap">{"imports": {"lit": "/vendor/lit/index.js",
"socket.io-client": "/fake-socket.js"}}</script><body></body></html>"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Modules:
    """A page that can import `static/` and runs a test's lines; `answers` are given to HTTP requests in turn."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: list[tuple[int, Any]] = []
        self.requests: list[tuple[str, str, Any, str | None]] = []
        page.route(f"{ORIGIN}/**", self._serve)

    def _serve(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN)
        if path in ("/id", "/en"):
            route.fulfill(content_type="text/html", body=SHELL % path[1:])
        elif path == "/fake-socket.js":
            route.fulfill(content_type="text/javascript", body=FAKE_SOCKET)
        elif path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        else:
            body = request.post_data
            key = request.headers.get("idempotency-key")
            self.requests.append((request.method, path, json.loads(body) if body else None, key))
            status, answer = self.answers.pop(0)
            if status == 0:
                route.abort()
            else:
                route.fulfill(status=status, content_type="application/json", body=json.dumps(answer))

    def run(self, lines: str, **values: Any) -> Any:
        """What `lines` return: the body of an async function in which `load(path)` imports a module of static/."""
        return self.page.evaluate(
            """([lines, values]) => {
                const load = (path) => import("/static/" + path);
                const run = new Function("load", ...Object.keys(values), `return (async () => { ${lines} })()`);
                return run(load, ...Object.values(values));
            }""",
            [lines, values],
        )


@pytest.fixture
def modules(browser: Browser) -> Iterator[Callable[[str], Modules]]:
    """`modules("id")`: a page in that language."""
    context = browser.new_context(timezone_id="Asia/Jakarta", locale="en-US")

    def make(language: str = "en") -> Modules:
        made = Modules(context.new_page())
        made.page.goto(f"{ORIGIN}/{language}")
        return made

    yield make
    context.close()
