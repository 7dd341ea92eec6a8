"""`etalase serve` with its real children: it starts, mends, stops, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.running import ROOT, Running, free_port, running_server, wait_until_ready


def children(running: Running) -> list[psutil.Process]:
    return psutil.Process(running.process.pid).children(recursive=True)


def child(running: Running, word: str) -> psutil.Process:
    return next(process for process in children(running) if word in process.cmdline())


def wait_for(what: Callable[[], bool], timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def test_it_starts_mends_and_stops() -> None:
    with running_server() as running:
        started = children(running)
        assert len(started) >= 4  # redis, relay, web, jobs
        wait_for(lambda: f"Etalase is ready: {running.url}/" in running.output())
        assert running.data.stat().st_mode & 0o777 == 0o700
        assert (running.data / "secret").stat().st_mode & 0o777 == 0o600
        for word in ("web", "jobs", "relay"):
            victim = child(running, word)
            victim.kill()
            wait_for(lambda word=word: f"{word} died (signal 9), started again" in running.output())
            assert child(running, word).pid != victim.pid
        redis_server = next(process for process in children(running) if "unixsocket" in " ".join(process.cmdline()))
        redis_server.kill()
        wait_for(lambda: "redis died (signal 9), started again" in running.output())
        wait_until_ready(running)
        last = children(running)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(30) == 0
        assert "killed" not in running.output()
    assert not [process for process in {*started, *last} if process.is_running()]


def test_nothing_is_left_when_the_supervisor_is_killed() -> None:
    with running_server() as running:
        family = children(running)
        running.process.kill()
        running.process.wait()
        _, alive = psutil.wait_procs(family, timeout=20)
        assert not alive
        # And the folder is free again.
        again = start(running)
        try:
            wait_for(lambda: b"ready" in (running.data / "again.txt").read_bytes())
        finally:
            again.terminate()
            again.wait(30)


def start(running: Running, **environment: str) -> subprocess.Popen[bytes]:
    with (running.data / "again.txt").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "live", "serve"],
            cwd=ROOT,
            env=environment_of(running.data, **environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def environment_of(data: Path, **environment: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ETALASE_", "DATABASE", "REDIS"))}
    own = {"ETALASE_DATA": str(data), "ETALASE_HOST": "127.0.0.1", "PORT": "0"}
    return {**kept, **own, "ETALASE_UDP_PORT": "0", **environment}


def test_one_server_a_folder() -> None:
    with running_server() as running:
        second = start(running)
        assert second.wait(30) == 1
        said = (running.data / "again.txt").read_text()
        assert f"Another Etalase (process {running.process.pid}) uses" in said
        assert "Traceback" not in said
        assert psutil.pid_exists(running.process.pid)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PORT": "many"}, "PORT must be a whole number"),
        ({"REDIS_URL": "redis://127.0.0.1:1"}, "Redis does not answer at REDIS_URL"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "postgres://127.0.0.1:1/x"}, "The database cannot be used"),
        ({"ETALASE_HOST": "192.0.2.77"}, "cannot be used on '192.0.2.77'"),
        ({"ETALASE_ANNOUNCE": "no such address"}, "ETALASE_ANNOUNCE"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, environment: dict[str, str], words: str) -> None:
    done = run_command("serve", tmp_path, **environment)
    assert done.returncode in (1, 78)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def run_command(command: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "live", *command.split()],
        cwd=ROOT,
        env=environment_of(data, **environment),
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with running_server() as running:
        port = running.url.rsplit(":", 1)[1]
        done = run_command("serve", tmp_path, PORT=port)
        assert done.returncode == 1
        assert f"Port {port} is in use by another program" in done.stderr


def test_web_and_jobs_refuse_old_tables(tmp_path: Path) -> None:
    for command in ("web", "jobs"):
        done = run_command(command, tmp_path, PORT=str(free_port()))
        assert done.returncode == 78
        assert "etalase release" in done.stderr
    assert run_command("release", tmp_path).returncode == 0
