"""`etalase serve`: everything on one machine under one parent.

Redis (unless `REDIS_URL` names one), the migrations, then relay workers, web and jobs. A child that dies is started
again and that is said; SIGTERM stops all in order; if the supervisor itself is killed the kernel ends its children
(`tether.py`).
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import aiohttp
import redis.asyncio
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from checkout.errors import Unavailable
from live.migrate import migrate
from live.running.child import Child, Say
from live.running.embedded import find_redis_server, redis_command
from live.running.folder_lock import FolderLock
from live.running.ports import check_port, reachable_host
from live.running.secrets_file import load_secret, prepare_data_folder
from live.settings import Settings

STOP_LIMIT_S = 10.0
REDIS_START_LIMIT_S = 15.0


class CannotServe(RuntimeError):
    """Something that serving needs is missing; the message is a sentence for the person at the terminal."""


class Supervisor:
    """`on_ready` is called once, when all parts answer: the demo fills the shop there."""

    def __init__(
        self, settings: Settings, say: Say, on_ready: Callable[[Supervisor], Awaitable[None]] | None = None
    ) -> None:
        self.settings = settings
        self.say = say
        self._on_ready = on_ready
        self._children: list[Child] = []  # in the order of their start; stopped from the end
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def local_url(self) -> str:
        return f"http://{reachable_host(self.settings.host)}:{self.settings.port}"

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Raises `CannotServe`, `FolderTaken`, `PortUnusable`, `NoRedisServer`, `ChildHopeless`."""
        prepare_data_folder(self.settings.data)
        lock = FolderLock(self.settings.data)
        await asyncio.to_thread(lock.take)
        try:
            self._choose_ports()
            load_secret(self.settings.data)
            await self._start_all(stop, lock.fd)
        finally:
            await self._stop_all()
            lock.release()

    def _choose_ports(self) -> None:
        settings = self.settings
        port = check_port(settings.host, settings.port, "PORT")
        for worker in range(settings.relay_workers):
            if settings.udp_port:
                check_port("0.0.0.0", settings.udp_port + worker, "ETALASE_UDP_PORT", socket.SOCK_DGRAM)  # noqa: S104
        self.settings = replace(settings, port=port)

    async def _start_all(self, stop: asyncio.Event, lock_fd: int) -> None:
        if self.settings.redis_url is None:
            folder = self.settings.data / "redis"
            command = redis_command(find_redis_server(), self.settings.redis_socket.resolve(), folder)
            command += ["--logfile", str((folder / "redis.log").resolve())]
            # Redis keeps the folder's lock too: a new server must not start while the old one still writes there.
            await self.start("redis", command, {}, pass_fds=(lock_fd,))
        work = asyncio.create_task(self._work(), name="serve")
        self._watch(work)
        stopped = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait({stopped, self._failed}, return_when=asyncio.FIRST_COMPLETED)
            if self._failed.done():
                await self._failed
        finally:
            for task in (work, stopped):
                task.cancel()
            await asyncio.gather(work, stopped, return_exceptions=True)

    def _watch(self, task: asyncio.Task[None]) -> None:
        """Whatever `task` raises ends the serving."""

        def look(task: asyncio.Task[None]) -> None:
            error = None if task.cancelled() else task.exception()
            if error is not None and not self._failed.done():
                self._failed.set_exception(error)

        task.add_done_callback(look)

    async def _work(self) -> None:
        await self._wait_for_redis()
        try:
            await migrate(self.settings.database_url)
        except (OSError, SQLAlchemyError, Unavailable) as error:
            reason = str(error.__cause__ or error).splitlines()[0]
            raise CannotServe(f"The database cannot be used: {reason}") from None
        for worker in range(self.settings.relay_workers):
            await self.start_own("relay" if worker == 0 else f"relay-{worker}", ["relay", "--worker", str(worker)])
        await self.start_own("web", ["web"])
        await self.start_own("jobs", ["jobs"])
        await self._wait_until_ready()
        for child in self._children:
            child.proven = True
        if self._on_ready is None:
            self.say(f"Etalase is ready: {self.settings.public_url or self.local_url}/")
        else:
            await self._on_ready(self)

    async def start_own(
        self,
        name: str,
        arguments: list[str],
        environment: Mapping[str, str] | None = None,
        *,
        essential: bool = True,
    ) -> None:
        """A child that is a command of ours, such as `start_own("web", ["web"])`."""
        await self.start(name, [sys.executable, "-m", "live", *arguments], environment or {}, essential=essential)

    async def start(
        self,
        name: str,
        command: list[str],
        environment: Mapping[str, str],
        *,
        pass_fds: tuple[int, ...] = (),
        essential: bool = True,
    ) -> None:
        own = {
            "ETALASE_DATA": str(self.settings.data),
            "ETALASE_DEMO": "1" if self.settings.demo else "0",
            "PORT": str(self.settings.port),
        }
        child = Child(
            name, command, {**os.environ, **own, **environment}, self.say, pass_fds=pass_fds, essential=essential
        )
        self._children.append(child)
        self._watch(await child.start())

    async def end_child(self, name: str) -> None:
        for child in [child for child in self._children if child.name == name]:
            self._children.remove(child)
            await child.stop(STOP_LIMIT_S)

    def pid_of(self, name: str) -> int | None:
        return next((child.pid for child in self._children if child.name == name), None)

    async def _wait_for_redis(self) -> None:
        client = redis.asyncio.from_url(self.settings.effective_redis_url)
        reason: Exception | None = None
        try:
            async with asyncio.timeout(REDIS_START_LIMIT_S):
                while True:
                    try:
                        await client.ping()
                        return
                    except (RedisError, OSError) as error:
                        reason = error
                    await asyncio.sleep(0.05)
        except TimeoutError:
            where = "REDIS_URL" if self.settings.redis_url else "the Redis that was started here"
            raise CannotServe(f"Redis does not answer at {where}: {reason}") from None
        finally:
            await client.aclose()

    async def _wait_until_ready(self) -> None:
        limit = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=limit) as http:
            while True:
                try:
                    async with http.get(f"{self.local_url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.1)

    async def _stop_all(self) -> None:
        # The other way round than they were started, so that nobody loses what they still need: web and the
        # publisher first, Redis last.
        order = {"web": 1, "jobs": 2, "redis": 9}
        for child in sorted(self._children, key=lambda child: order.get(child.name, 5 if "relay" in child.name else 0)):
            await child.stop(STOP_LIMIT_S)
