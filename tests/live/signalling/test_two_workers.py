"""`etalase serve` with two relay workers that announce 127.0.0.1 alone: two shows at once, published and watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from typing import Any

import pytest

from tests.browser import chromium, wait_for_moving_video
from tests.live.relay.offers import chromium_viewer
from tests.running import ROOT, Running, running_server


class Seller:
    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Origin": self._url}
        request = urllib.request.Request(self._url + path, data, headers, method=method)
        with self._opener.open(request, timeout=20) as answer:
            return json.load(answer)

    def show_in_state(self, show_id: str, state: str) -> dict[str, Any]:
        deadline = time.monotonic() + 40
        while (show := self.ask("GET", f"/api/shows/{show_id}"))["state"] != state:
            assert time.monotonic() < deadline, show["state"]
            time.sleep(0.1)
        return show


@contextmanager
def publishing(server: Running, show_id: str, key: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "live", "publish", "--to", f"{server.url}/whip/{show_id}"],
        cwd=ROOT,
        env={**os.environ, "ETALASE_STREAM_KEY": key},
    )
    try:
        yield
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(20)


def _session_of(server: Running, show_id: str) -> str:
    headers = {"Content-Type": "application/sdp"}
    request = urllib.request.Request(f"{server.url}/whep/{show_id}", chromium_viewer().encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["Location"].rsplit("/", 1)[1]


@pytest.mark.browser
def test_two_shows_on_two_relays():
    with running_server(ETALASE_RELAY_WORKERS="2", ETALASE_ANNOUNCE="127.0.0.1") as server, ExitStack() as stack:
        seller = Seller(server.url)
        account = {"email": "sari@example.com", "password": "a long pass phrase", "name": "Sari"}
        seller.ask("POST", "/api/accounts", {**account, "shop": {"name": "Batik Sari"}})
        shows = [seller.ask("POST", "/api/shows", {"title": title}) for title in ("Pagi", "Sore")]
        for show in shows:
            key = seller.ask("POST", f"/api/shows/{show['show_id']}/stream-key")["stream_key"]
            stack.enter_context(publishing(server, show["show_id"], key))
        for show in shows:
            seller.show_in_state(show["show_id"], "live")
        assert {_session_of(server, show["show_id"])[0] for show in shows} == {"0", "1"}
        browser = stack.enter_context(chromium())
        for show in shows:
            page = browser.new_context(base_url=server.url).new_page()
            page.goto(f"/live/{show['slug']}")
            assert wait_for_moving_video(page)["width"] > 0
        assert "Traceback" not in server.output(), server.output()[-4000:]
