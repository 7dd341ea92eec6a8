"""`etalase demo` as a newcomer meets it, on one data folder across two starts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live.running.test_supervisor import environment_of
from tests.running import ROOT


@dataclass
class Demo:
    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text()

    def boxes(self) -> list[dict[str, str]]:
        """What each box says, by its first word."""
        return [
            {line.split()[0]: line.split()[-1] for line in re.findall(r"│  (\S+ +\S+)", box)}
            for box in self.said().split("Etalase is on air")[1:]
        ]

    def wait_for_boxes(self, count: int) -> dict[str, str]:
        wait_for(lambda: self.said().count("Stop with Ctrl+C") >= count or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self.boxes()[count - 1]


def wait_for(what: Callable[[], bool], timeout_s: float = 90) -> None:
    deadline = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


@contextmanager
def demo(folder: Path, name: str) -> Iterator[Demo]:
    log = folder / name
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "live", "demo"],
            cwd=ROOT,
            env=environment_of(folder / "var"),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Demo(process, log)
        assert process.poll() is None
    finally:
        process.terminate()
        assert process.wait(40) == 0


def ask(url: str, body: Any = None, cookie: str = "") -> tuple[Any, str]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", "Cookie": cookie})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer), (answer.headers.get("Set-Cookie") or "").split(";")[0]


def test_a_newcomer_sees_a_sale_and_finds_it_again(tmp_path: Path) -> None:
    with demo(tmp_path, "first.txt") as first:
        box = first.wait_for_boxes(1)
        base, slug = box["Watch"].split("/live/")
        show, _ = ask(f"{base}/api/shows/{slug}")
        assert show["state"] == "live"
        assert show["test_payments"] is True
        assert len(show["line_up"]) == 6
        assert all(line["image"] and line["available"] > 0 for line in show["line_up"])
        assert show["pinned"] == show["line_up"][0]["variant_id"]
        with urllib.request.urlopen(base + show["line_up"][0]["image"]["url"], timeout=20) as picture:
            assert picture.headers["Content-Type"] == "image/webp"
        assert (tmp_path / "var" / "demo.json").stat().st_mode & 0o777 == 0o600
        owner = json.loads((tmp_path / "var" / "demo.json").read_text())
        assert owner["password"] in first.said()

    with demo(tmp_path, "second.txt") as second:
        base = second.wait_for_boxes(1)["Watch"].split("/live/")[0]
        again, _ = ask(f"{base}/api/shows/{slug}")
        assert again["state"] == "live"
        # Ended in the studio: another one takes its place, with stock.
        _, cookie = ask(f"{base}/api/login", {"email": owner["email"], "password": owner["password"]})
        ended, _ = ask(f"{base}/api/shows/{slug}/end", {}, cookie)
        assert ended["state"] == "ended"
        other = second.wait_for_boxes(2)["Watch"].split("/live/")[1]
        assert other != slug
        fresh, _ = ask(f"{base}/api/shows/{other}")
        assert fresh["state"] == "live"
        assert [line["initial"] for line in fresh["line_up"]] == [line["initial"] for line in show["line_up"]]


def test_a_folder_with_accounts_of_its_own_is_left_alone(tmp_path: Path) -> None:
    with demo(tmp_path, "first.txt") as first:
        first.wait_for_boxes(1)
    (tmp_path / "var" / "demo.json").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "live", "demo"],
        cwd=ROOT,
        env=environment_of(tmp_path / "var"),
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 1
    assert "set ETALASE_DATA to a new folder" in done.stderr
    assert "Traceback" not in done.stderr
