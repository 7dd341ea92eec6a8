"""Processes of a bench: started, asked by lines of JSON, stopped by their own number. And what a process costs."""

from __future__ import annotations

import asyncio
import json
import select
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import psutil

from tests.running import ROOT, Running

Handler = Callable[..., Awaitable[Any]]


def cpu_s(pid: int) -> float:
    """User and system time of a whole process, its ended threads too, to the nanosecond.

    The clock's number is what clock_getcpuclockid(3) makes of a process id; /proc has only hundredths of a second.
    """
    return time.clock_gettime(~pid << 3 | 2)


def resident_kb(pid: int) -> float:
    return psutil.Process(pid).memory_info().rss / 1024


def part_of(running: Running, name: str) -> int:
    """The process id of a server's part: `web`, `relay`, `jobs`."""
    children = psutil.Process(running.process.pid).children(recursive=True)
    return next(child.pid for child in children if name in child.cmdline()[-3:])


class ChildFailed(RuntimeError):
    """A process of a bench did not do what it was asked."""


class Child:
    """A module of ours as a process that obeys (see `obey`)."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.module = module

    def ask(self, what: str, timeout_s: float = 60, **given: Any) -> Any:
        self.tell(what, **given)
        return self.answer(timeout_s)

    def tell(self, what: str, **given: Any) -> None:
        """Asks without waiting; `answer` must follow."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, "given": given}).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self, timeout_s: float = 60) -> Any:
        assert self._process.stdout is not None
        # One question, one answer: nothing more than its line can be waiting in our buffer.
        ready, _, _ = select.select([self._process.stdout], [], [], timeout_s)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            raise ChildFailed(f"{self.module} did not answer")
        reply = json.loads(line)
        if "error" in reply:
            raise ChildFailed(f"{self.module}: {reply['error']}")
        return reply["answer"]

    def stop(self) -> None:
        """It ends when nobody asks it any more; one that does not is ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        end(self._process, by_itself_s=5)


def end(process: subprocess.Popen[bytes], by_itself_s: float = 0) -> None:
    for limit_s, blow in ((by_itself_s, None), (20, signal.SIGTERM), (20, signal.SIGKILL)):
        if blow is not None:
            process.send_signal(blow)
        try:
            process.wait(limit_s)
            return
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def child(module: str) -> Generator[Child]:
    made = Child(module)
    try:
        yield made
    finally:
        made.stop()


async def obey(handlers: Mapping[str, Handler]) -> None:
    """The child's side: does what each line asks, one after the other, until there is nobody to ask any more."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        asked = json.loads(line)
        try:
            reply: dict[str, Any] = {"answer": await handlers[asked["do"]](**asked["given"])}
        except Exception as error:
            reply = {"error": f"{asked['do']}: {error!r}"}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


def run_child(main: Callable[[], Awaitable[None]]) -> None:
    """On uvloop, as the server itself: the other end of a measurement should take as little as it can."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_whole(main))


async def _whole(main: Callable[[], Awaitable[None]]) -> None:
    await main()
