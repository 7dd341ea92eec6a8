"""A whole Etalase as a user runs it: `etalase serve` (or `demo`) as a child, on free ports and a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Running:
    url: str
    data: Path
    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        return self.log.read_text(errors="replace")


@contextmanager
def running_server(command: str = "serve", **environment: str) -> Iterator[Running]:
    """Yields once `/readyz` says that all parts answer; stops it by SIGTERM and expects a clean end."""
    with tempfile.TemporaryDirectory(prefix="et", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "var"
        log = Path(folder) / "output.txt"
        port = free_port()
        env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("ETALASE_")},
            "ETALASE_DATA": str(data),
            "ETALASE_HOST": "127.0.0.1",
            "PORT": str(port),
            "ETALASE_UDP_PORT": str(free_port(socket.SOCK_DGRAM)),
            **environment,
        }
        for name in ("DATABASE_URL", "REDIS_URL"):
            if name not in environment:
                env.pop(name, None)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "live", command], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
            )
        running = Running(f"http://127.0.0.1:{port}", data, process, log)
        try:
            wait_until_ready(running)
            yield running
        finally:
            stop(running)


def wait_until_ready(running: Running, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            with urllib.request.urlopen(f"{running.url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        if running.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not get ready:\n{running.output()[-4000:]}")
        time.sleep(0.1)


def stop(running: Running) -> None:
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        try:
            running.process.wait(30)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()
            raise RuntimeError(f"the server did not stop on SIGTERM:\n{running.output()[-4000:]}") from None
