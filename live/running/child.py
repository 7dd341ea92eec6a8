"""One child process of the supervisor: started, started again when it dies, stopped for good."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Say = Callable[[str], None]
"""Prints one line for the person at the terminal."""

EXIT_CONFIGURATION = 78
"""A child's exit status for "starting again will not help" (EX_CONFIG of sysexits.h); the child has said why."""

FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 10.0
# A child that lived this long is healthy: its next death starts the delays from the beginning.
HEALTHY_AFTER_S = 30.0
# A child that never worked and dies this often in a row will not work at the next try either.
HOPELESS_DEATHS = 5


class ChildHopeless(RuntimeError):
    """A child that can't run here; starting it again would only repeat what it has printed."""


class Child:
    """`pass_fds` are file descriptors that it keeps open. All output goes where ours goes.

    Without an `essential` child the others go on: when it is hopeless that is said, and it stays away.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        say: Say,
        *,
        pass_fds: Sequence[int] = (),
        essential: bool = True,
    ) -> None:
        self.name = name
        self.proven = False  # has it ever worked?
        self._command = list(command)
        self._environment = dict(environment)
        self._say = say
        self._pass_fds = tuple(pass_fds)
        self._essential = essential
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> asyncio.Task[None]:
        """Starts it and the task that starts it again; that task raises `ChildHopeless`, else ends with `stop`."""
        await self._spawn()
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.name}")
        return self._keeper

    async def _spawn(self) -> None:
        tether = Path(__file__).with_name("tether.py")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", str(tether), str(os.getpid()), *self._command,
            env=self._environment, pass_fds=self._pass_fds, stdin=asyncio.subprocess.DEVNULL,
            # A group of its own: ^C in the terminal reaches us alone, and we stop the children in order.
            start_new_session=True,
        )  # fmt: skip

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        delay_s, deaths = FIRST_DELAY_S, 0
        while self._process is not None:
            started_s = loop.time()
            status = await self._process.wait()
            if self._stopping:
                return
            if status == EXIT_CONFIGURATION:
                self._give_up("cannot run as configured: it says why above")
                return
            if loop.time() - started_s > HEALTHY_AFTER_S:
                delay_s, deaths = FIRST_DELAY_S, 0
            deaths += 1
            if not self.proven and deaths >= HOPELESS_DEATHS:
                self._give_up(f"died {deaths} times at its start ({_reason(status)})")
                return
            await asyncio.sleep(delay_s)
            delay_s = min(delay_s * 2, LONGEST_DELAY_S)
            if self._stopping:
                return
            await self._spawn()
            self._say(f"{self.name} died ({_reason(status)}), started again")

    def _give_up(self, why: str) -> None:
        if self._essential:
            raise ChildHopeless(f"{self.name} {why}.")
        self._say(f"{self.name} {why}")

    async def stop(self, limit_s: float) -> None:
        """SIGTERM, and SIGKILL to its whole group if it is still there after `limit_s`."""
        self._stopping = True
        process = self._process
        if process is not None and process.returncode is None:
            _signal(process.terminate)
            try:
                async with asyncio.timeout(limit_s):
                    await process.wait()
            except TimeoutError:
                self._say(f"{self.name} did not stop within {limit_s:g} s, killed")
                _signal(lambda: os.killpg(process.pid, signal.SIGKILL))
                await process.wait()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)


def _signal(send: Callable[[], None]) -> None:
    try:
        send()
    except ProcessLookupError:
        # It has just ended by itself, which is what we wanted.
        return


def _reason(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
