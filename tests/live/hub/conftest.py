"""A show with its real log in a real Redis, web processes with real Socket.IO servers, and real clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest
import redis.asyncio
import socketio
from aiohttp import web
from aiohttp.test_utils import TestServer

from checkout.caller import Caller, Role
from checkout.endpoint import CALLER, add_endpoints, refusals_middleware
from checkout.errors import NotFound, NotSignedIn
from checkout.journal.entries import STOCK_CHANGED, Entry, NewEntry
from checkout.journal.journal import Journal
from live.hub.hub import HubTimes
from live.hub.notices import Notices
from live.hub.presence import PresenceTimes
from live.hub.side import HubSide
from live.ids import new_id, now_ms
from tests.servers import RedisServer

SHOW, SHOP = "shw_one", "shp_one"
PEOPLE = {
    "owner": Caller("acc_owner", "Olga", is_guest=False, roles={SHOP: Role.OWNER}),
    "moderator": Caller("acc_mod", "Max", is_guest=False, roles={SHOP: Role.MODERATOR}),
    "stranger": Caller("acc_other", "Otto", is_guest=False, roles={"shp_two": Role.OWNER}),
}
QUICK = HubTimes(tick_s=0.03, cards_s=0.05, presence_s=0.03, mend_s=0.1, block_ms=50, gather_s=0.005)
QUICK_PRESENCE = PresenceTimes(refresh=100, grace=250, stale=600, count_every=50)


async def resolve(authorization: str | None, cookies: Mapping[str, str]) -> Caller:
    token = (authorization or "").removeprefix("Bearer ") or cookies.get("etalase", "")
    if token in PEOPLE:
        return PEOPLE[token]
    if token.startswith("gst_"):
        return Caller(token, f"Guest {token}")
    if token:
        raise NotSignedIn("That token signs nobody in.")
    return Caller()


async def eventually(reached: Callable[[], bool]) -> None:
    """For what tells nobody when it happens."""
    async with asyncio.timeout(10):
        while not reached():
            await asyncio.sleep(0.01)


class StreamHistory:
    """The archive's reading side, over the stream alone."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def read(self, sale_id: str, from_offset: int, limit: int) -> list[Entry]:
        return await self._journal.read(sale_id, from_offset, limit)

    async def of_kind(self, sale_id: str, kind: str) -> list[Entry]:
        return [entry for entry in await self._journal.read(sale_id, 0, 5000) if entry.kind == kind]


class World:
    """One show, and the web processes that serve it."""

    def __init__(self, redis_client: redis.asyncio.Redis, url: str, stack: AsyncExitStack) -> None:
        self.redis = redis_client
        self.url = url
        self.stack = stack
        self.journal = Journal(redis_client, now_ms)
        self.holds: dict[str, Any] = {}
        self.view_reads = 0
        self.title = "Batik"

    async def load(self, epoch: int = 1, offset: int = 0) -> None:
        await self.redis.hset(f"{{{SHOW}}}:m", mapping={"epoch": epoch, "offset": offset})

    async def show_view(self, show: str, _caller: Caller) -> dict[str, Any]:
        if show not in (SHOW, "batik"):
            raise NotFound("There is no such show.")
        self.view_reads += 1
        await asyncio.sleep(0.002)  # as a database would, so that joins interleave
        return {
            "show_id": SHOW,
            "slug": "batik",
            "title": self.title,
            "shop": {"shop_id": SHOP, "name": "Toko"},
            "line_up": [{"variant_id": "var_a", "available": 5}, {"variant_id": "var_b", "available": 7}],
        }

    async def open_hold(self, sale_id: str, caller: Caller) -> Any:
        assert sale_id == SHOW
        return self.holds.get(caller.buyer_id)

    async def say(self, *texts: str) -> list[int]:
        from live.log import kinds

        entries = [NewEntry(kinds.CHAT_SAID, {"person": "gst_x", "name": "X", "text": text}) for text in texts]
        return await self.journal.append(SHOW, entries)

    async def stock(self, variant_id: str, available: int) -> None:
        await self.journal.append(
            SHOW, [NewEntry(STOCK_CHANGED, {"variant_id": variant_id, "available": available, "initial": 9})]
        )

    async def node(self, times: HubTimes = QUICK, presence: PresenceTimes = QUICK_PRESENCE) -> Node:
        """A web process: its own Redis connections, hub and server."""
        client = redis.asyncio.from_url(self.url, decode_responses=True)
        self.stack.push_async_callback(client.aclose)
        node = Node(self, client, times, presence)
        await node.start()
        self.stack.push_async_callback(node.stop)
        return node

    async def wait_for(self, kind: str, count: int = 1) -> list[Entry]:
        """Entries of a kind, once there are so many."""
        async with asyncio.timeout(10):
            while True:
                found = [entry for entry in await self.journal.read(SHOW, 0, 5000) if entry.kind == kind]
                if len(found) >= count:
                    return found
                await asyncio.sleep(0.01)


class Node:
    def __init__(
        self, world: World, client: redis.asyncio.Redis, times: HubTimes, presence_times: PresenceTimes
    ) -> None:
        self.world = world
        self.redis = client
        self.notices = Notices(client, now_ms, new_id)
        journal = Journal(client, now_ms)
        self.side = HubSide(
            client=client,
            log=journal,
            history=StreamHistory(journal),
            notices=self.notices,
            show_view=world.show_view,
            open_hold=world.open_hold,
            resolve=resolve,
            now_ms=now_ms,
            new_id=new_id,
            times=times,
            presence_times=presence_times,
        )
        self.hub = self.side.hub
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        @web.middleware
        async def sign_in(request: web.Request, handler: Any) -> web.StreamResponse:
            request[CALLER] = await resolve(request.headers.get("Authorization"), {})
            return await handler(request)

        app = web.Application(middlewares=[refusals_middleware, sign_in])
        self.side.attach(app)
        add_endpoints(app, self.side.endpoints())
        self.server = TestServer(app)
        await self._stack.enter_async_context(self.side.running())
        await self.server.start_server()

    async def stop(self) -> None:
        await self._stack.aclose()
        await self.server.close()

    @property
    def url(self) -> str:
        return str(self.server.make_url("/"))

    async def client(self, token: str | None = None, **options: Any) -> Fan:
        fan = Fan(self.world, token)
        await fan.connect(self, **options)
        self.world.stack.push_async_callback(fan.close)
        return fan


class Fan:
    """A client that applies frames as the contract says, and joins again when it must."""

    def __init__(self, world: World, token: str | None) -> None:
        self.world = world
        self.token = token
        self.io = socketio.AsyncClient(reconnection=False)
        self.epoch: int | None = None
        self.offset: int | None = None
        self.entries: list[dict[str, Any]] = []
        self.state: dict[str, Any] = {}
        self.frames: list[dict[str, Any]] = []
        self.staff: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        self.early: list[dict[str, Any]] | None = None
        """Frames that came while a join was being answered: the client library tells of both in tasks of their own."""
        self.must_join = False
        self.changed = asyncio.Event()
        self._listen()

    def _listen(self) -> None:
        async def frame(data: Any) -> None:
            self.frames.append(data)
            if self.early is not None:
                self.early.append(data)
            elif self.offset is not None:
                self._apply(data)
            self.changed.set()

        async def staff(data: Any) -> None:
            self.staff.append(data)
            self.changed.set()

        async def notice(data: Any) -> None:
            self.notices.append(data)
            self.changed.set()

        self.io.on("frame", frame)
        self.io.on("staff", staff)
        self.io.on("notice", notice)

    def _apply(self, data: Any) -> None:
        if data["epoch"] != self.epoch or data["after"] != self.offset:
            self.must_join = True
        else:
            self.entries += data["entries"]
            self.offset = data["offset"]
            self.state = data["state"]

    async def connect(self, node: Node, transports: Any = ("websocket",), **options: Any) -> None:
        auth = {"token": self.token} if self.token else None
        await self.io.connect(node.url, transports=list(transports), auth=auth, wait_timeout=10, **options)

    @property
    def sid(self) -> str:
        return self.io.get_sid("/")

    async def ask(self, event: str, *data: Any) -> Any:
        return await self.io.call(event, data[0] if len(data) == 1 else data, timeout=10)

    async def join(self, **more: Any) -> dict[str, Any]:
        self.early = []
        answer = await self.ask("join", {"show": "batik", **more})
        assert "error" not in answer, answer
        self.epoch, self.offset = answer["epoch"], answer["offset"]
        self.must_join = False
        if "entries" in answer:
            self.entries += answer["entries"]
        early, self.early = self.early, None
        for frame in early:
            # Those sent before the answer end at or before it.
            if frame["offset"] > self.offset:
                self._apply(frame)
        return answer

    async def until(self, reached: Any) -> None:
        async with asyncio.timeout(10):
            while not reached():
                self.changed.clear()
                await self.changed.wait()

    async def reach(self, offset: int) -> None:
        await self.until(lambda: (self.offset or 0) >= offset or self.must_join)
        assert not self.must_join, self.frames[-3:]

    async def close(self) -> None:
        await self.io.disconnect()


@pytest.fixture
async def world(redis_client: redis.asyncio.Redis, redis_process: RedisServer) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        made = World(redis_client, redis_process.url, stack)
        await made.load()
        yield made
