"""What each process of the Procfile does from its start to its end. The command line (`__main__.py`) chooses one."""

from __future__ import annotations

import asyncio
import errno
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web

from checkout.database import Database
from live.migrate import is_current, make_sqlite_folder
from live.running.stopping import stop_on_signals
from live.settings import Settings


class CannotRun(RuntimeError):
    """Starting again will not help; the message is a sentence for the person at the terminal."""


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs `main` on uvloop where there is one."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop  # not to be had on Windows

    return uvloop.new_event_loop


async def refuse_old_tables(settings: Settings) -> None:
    """Raises `CannotRun` unless the database has today's tables: code and tables that differ would lose data."""
    make_sqlite_folder(settings.database_url)
    database = Database(settings.database_url)
    try:
        if not await is_current(database):
            raise CannotRun("The database's tables are not those of this version: run `etalase release` first.")
    finally:
        await database.close()


async def run_web(settings: Settings) -> None:
    from live.app import build_web  # the whole house: only the processes that need it load it

    stop = stop_on_signals()
    await refuse_old_tables(settings)
    app = await build_web(settings)
    # Long requests (a socket, a stream) end with the process: clients come back by themselves.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0, handle_signals=False)
    await runner.setup()
    try:
        await _listen(runner, settings)
        await stop.wait()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    site = web.TCPSite(runner, settings.host, settings.port, backlog=2048)
    try:
        await site.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotRun(f"Port {settings.port} is in use by another program: set PORT to another one.") from None
        where = f"ETALASE_HOST={settings.host}, PORT={settings.port}"
        raise CannotRun(f"Cannot listen on {where}: {error.strerror or error}.") from None


async def run_jobs(settings: Settings) -> None:
    from live.app import open_services
    from live.jobs import jobs_of

    stop = stop_on_signals()
    await refuse_old_tables(settings)
    async with open_services(settings) as services:
        await jobs_of(services).run(stop)


async def run_relay(settings: Settings, worker: int) -> None:
    from live.relay.addresses import NotAnnounceable
    from live.relay.server import serve_relay

    try:
        await serve_relay(settings, worker, stop_on_signals())
    except NotAnnounceable as error:
        raise CannotRun(f"ETALASE_ANNOUNCE: {error}") from None
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        port = settings.udp_port + worker
        raise CannotRun(f"UDP port {port} cannot be had ({error.strerror}): set ETALASE_UDP_PORT.") from None


async def run_publish(source: str | None, whip_url: str, key: str, *, looped: bool, title: str) -> None:
    from live.publishing.publish import CannotPublish, publish

    try:
        await publish(source, whip_url, key, stop_on_signals(), looped=looped, title=title)
    except CannotPublish as error:
        raise CannotRun(str(error)) from None
