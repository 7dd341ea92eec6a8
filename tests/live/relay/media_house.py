"""A real relay and a real web server with a hand-written fake of the shows, for tests that need media to flow."""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from checkout.caller import Caller, Role
from checkout.endpoint import CALLER, add_endpoints, refusals_middleware
from checkout.errors import NotFound
from live.relay.server import serve_relay
from live.settings import Settings, load_settings
from live.shows.transitions import ShowState
from live.signalling.relay_client import RelayClient
from live.signalling.web import Signalling

KEY = "the-stream-key"
STAFF_TOKEN = "staff"


@dataclass
class FakeShow:
    show_id: str = "shw_1"
    shop_id: str = "shp_1"
    slug: str = "first"
    state: ShowState = ShowState.LIVE
    auto_start: bool = True


@dataclass
class FakeShows:
    """Knows shows by id and slug; every one has the same key."""

    shows: list[FakeShow] = field(default_factory=lambda: [FakeShow()])

    async def find(self, id_or_slug: str) -> FakeShow:
        for show in self.shows:
            if id_or_slug in (show.show_id, show.slug):
                return show
        raise NotFound("There is no such show.")

    async def stream_key_ok(self, show_id: str, key: str) -> bool:
        return key == KEY


@dataclass
class House:
    """`url` is the web server's. Setting `stop_relay` ends the relay; `relay_stopped` says that it has."""

    url: str
    engine: RelayClient
    shows: FakeShows
    settings: Settings
    whip_url: str
    whep_url: str
    stop_relay: asyncio.Event
    relay_stopped: asyncio.Event


@web.middleware
async def _sign_in(request: web.Request, handler):
    is_staff = request.query.get("as") == STAFF_TOKEN
    request[CALLER] = Caller("acc_1", roles={"shp_1": Role.HOST}, is_guest=False) if is_staff else Caller()
    return await handler(request)


@asynccontextmanager
async def relay_task(settings: Settings) -> AsyncIterator[tuple[asyncio.Event, asyncio.Event]]:
    """Yields (set it to stop, set when stopped)."""
    stop, ready, stopped = asyncio.Event(), asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(serve_relay(settings, 0, stop, ready))
    task.add_done_callback(lambda _: stopped.set())
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done():
        task.result()
    try:
        yield stop, stopped
    finally:
        stop.set()
        await task


def relay_settings(folder: str, **more: object) -> Settings:
    return dataclasses.replace(load_settings({"ETALASE_DATA": folder}), udp_port=0, **more)


@asynccontextmanager
async def media_house(
    page: str | None = None, shows: FakeShows | None = None, **settings_more: object
) -> AsyncIterator[House]:
    """`page` is served at /; the rest are settings."""
    shows = shows or FakeShows()
    with tempfile.TemporaryDirectory(prefix="etm") as folder:
        settings = relay_settings(folder, **settings_more)
        engine = RelayClient(settings.relay_socket())
        async with relay_task(settings) as (stop, stopped):
            app = web.Application(middlewares=[refusals_middleware, _sign_in])
            add_endpoints(app, Signalling(shows, engine).endpoints())

            async def index(request: web.Request) -> web.Response:
                return web.Response(text=page or "", content_type="text/html")

            app.router.add_get("/", index)
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            url = f"http://127.0.0.1:{port}"
            try:
                yield House(url, engine, shows, settings, f"{url}/whip/first", f"{url}/whep/first", stop, stopped)
            finally:
                await runner.cleanup()
                await engine.disconnect()


async def until(condition, limit_s: float = 15.0, step_s: float = 0.02):
    """Waits until `condition` (a callable, awaited if need be) is true, and returns what it gave."""
    async with asyncio.timeout(limit_s):
        while True:
            value = condition()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return value
            await asyncio.sleep(step_s)
