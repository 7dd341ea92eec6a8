"""Reserves through `StockStore` on a real Redis, log entries included, beside the same script called without it.

Two floors: redis-benchmark, where it is installed, for what Redis can do with this script; and a bare hiredis loop
that sends the same batches, packed beforehand, for what a Python process needs at least.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple, cast

import hiredis
import msgspec
import redis.asyncio
import uvloop

from checkout.journal.journal import Journal
from checkout.stock.holds import Line, fingerprint, hold_id_of
from checkout.stock.keys import key_of, sale_keys
from checkout.stock.store import StockStore
from live.ids import now_ms
from tests.bench.child import ChildFailed, cpu_s
from tests.bench.options import Options
from tests.bench.report import Row
from tests.servers import RedisServer, redis_server

SALE = "shw_00000000000000000000000000"
VARIANT = "var_00000000000000000000000000"
BUYERS_AT_ONCE = 200
BATCH = 64
RANDOM = "__rand_int__"  # redis-benchmark puts twelve digits in its place, others each time
LINES = [Line(VARIANT, 1, 50_000)]
TERMS = msgspec.json.encode(
    {
        "shop_id": "shp_00000000000000000000000000",
        "currency": "IDR",
        "shipping_options": [
            {"option_id": "ship_1", "title": "JNE Reguler", "price_minor": 18_000, "days_text": "2-4"},
            {"option_id": "ship_2", "title": "GoSend", "price_minor": 35_000, "days_text": "1"},
        ],
    }
).decode()


class Spent(NamedTuple):
    """Seconds of the reserves alone, without what was prepared before them."""

    wall: float
    cpu: float = 0.0


@dataclass
class Figures:
    """Round by round, µs a reserve: time, our process's CPU, Redis's CPU."""

    wall: list[float] = field(default_factory=list)
    python: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)


def measure(options: Options) -> list[Row]:
    # Whole batches: what is left over would make the last one a little dearer.
    operations = BATCH * (100 if options.quick else 300)
    ours, bare, batches, single = Figures(), Figures(), Figures(), Figures()
    tool = shutil.which("redis-benchmark")
    with redis_server() as server:
        sha = asyncio.run(_learn(server))
        for turn in range(2 if options.quick else 5):
            _timed(ours, server, operations, lambda turn=turn: _through_store(server, operations, turn))
            _timed(bare, server, operations, lambda turn=turn: _bare(server, sha, operations, turn))
            if tool:
                for figures, batch in ((batches, BATCH), (single, 1)):
                    _timed(figures, server, operations, lambda batch=batch: _tool(tool, server, sha, operations, batch))
    return _rows(ours, bare, batches, single)


def _timed(figures: Figures, server: RedisServer, operations: int, work: Callable[[], Spent]) -> None:
    assert server.process is not None
    asyncio.run(_empty(server))
    redis_cpu = cpu_s(server.process.pid)
    spent = work()
    figures.server.append((cpu_s(server.process.pid) - redis_cpu) / operations * 1e6)
    figures.python.append(spent.cpu / operations * 1e6)
    figures.wall.append(spent.wall / operations * 1e6)
    asyncio.run(_check(server, operations))


# --- Redis before and after ---


@asynccontextmanager
async def _store(server: RedisServer) -> AsyncGenerator[tuple[StockStore, Any]]:
    client = redis.asyncio.Redis.from_url(server.url, decode_responses=True, max_connections=100)
    try:
        yield StockStore(client, Journal(client, now_ms), now_ms), client
    finally:
        await client.aclose()


async def _empty(server: RedisServer) -> None:
    """One sale of a billion units, and nothing else."""
    state = {"items": [(VARIANT, 10**9, 0, 0, 5)], "buyers": [], "holds": [], "moves": [], "committed": []}
    rules: dict[str, Any] = {"open": True, "hold_ttl_ms": 3_600_000, "cool_down_ms": 10_000, "offset": 0}
    async with _store(server) as (store, client):
        await client.flushdb()
        await store.load(SALE, 1, **rules, state=state)


async def _learn(server: RedisServer) -> str:
    """Teaches Redis the script; its hash."""
    await _empty(server)
    async with _store(server) as (store, _):
        await store.reserve(SALE, "gst_0", "k", LINES, TERMS)
        return store._scripts["reserve"]._script.sha  # pyright: ignore[reportPrivateUsage]


async def _check(server: RedisServer, operations: int) -> None:
    """Raises `ChildFailed` unless every reserve was made and written into the log."""
    async with _store(server) as (store, client):
        held = (await store.stock(SALE))[VARIANT].held
        entries = await client.xlen(key_of(SALE, "ev"))
    if held != operations or entries <= operations:
        raise ChildFailed(f"of {operations} reserves {held} were made, and the log has {entries} entries")


# --- ours ---


def _through_store(server: RedisServer, operations: int, turn: int) -> Spent:
    async def buy() -> Spent:
        async with _store(server) as (store, client):
            await client.ping()
            numbers = iter(range(operations))
            wall, cpu = time.perf_counter(), time.process_time()

            async def buyer() -> None:
                for number in numbers:
                    await store.reserve(SALE, f"gst_{turn}_{number:020d}", "key", LINES, TERMS)

            await asyncio.gather(*(buyer() for _ in range(BUYERS_AT_ONCE)))
            return Spent(time.perf_counter() - wall, time.process_time() - cpu)

    # The loop that the web process runs on.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(buy())


# --- the floors ---


def _call(sha: str, requests: Iterator[tuple[str, str]], batch: int) -> list[str]:
    """EVALSHA with the next `batch` of (hold id, buyer), as the store sends it."""
    keys = sale_keys(SALE)
    call = ["EVALSHA", sha, str(len(keys)), *keys, str(now_ms())]
    for hold_id, buyer in itertools.islice(requests, batch):
        wanted = {
            "id": hold_id,
            "buyer": buyer,
            "fingerprint": fingerprint(LINES),
            "lines": [(line.variant_id, line.quantity, str(line.price_minor)) for line in LINES],
        }
        call += [msgspec.json.encode(wanted).decode(), TERMS]
    return call


def _bare(server: RedisServer, sha: str, operations: int, turn: int) -> Spent:
    buyers = (f"gst_{turn}_{number:020d}" for number in range(operations))
    requests = ((hold_id_of(SALE, buyer, "key"), buyer) for buyer in buyers)
    packed = [hiredis.pack_command(cast(Any, tuple(_call(sha, requests, BATCH)))) for _ in range(operations // BATCH)]
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(server.socket))
        reader = hiredis.Reader()
        wall, cpu = time.perf_counter(), time.process_time()
        for call in packed:
            connection.sendall(call)
            while (reply := reader.gets()) is False:
                reader.feed(connection.recv(1 << 16))
            if isinstance(reply, hiredis.ReplyError):
                raise ChildFailed(str(reply))
        return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def _tool(tool: str, server: RedisServer, sha: str, operations: int, batch: int) -> Spent:
    requests = iter(lambda: (f"{SALE}.{RANDOM}{RANDOM}", f"gst_{RANDOM}{RANDOM}"), None)
    call = _call(sha, requests, batch)
    options = ["-s", str(server.socket), "-c", "50", "-n", str(operations // batch), "-r", str(2**31 - 1), "-q"]
    done = subprocess.run([tool, *options, *call], capture_output=True, text=True, timeout=60, check=True)
    told = re.findall(r"([\d.]+) requests per second", done.stdout)
    if not told:
        raise ChildFailed(f"redis-benchmark: {done.stdout[-300:]} {done.stderr[-300:]}")
    return Spent(operations / batch / float(told[-1]))


# --- rows ---


def _rows(ours: Figures, bare: Figures, batches: Figures, single: Figures) -> list[Row]:
    load = f"{BUYERS_AT_ONCE} buyers at once in one process on a real Redis (AOF), two log entries' kinds written"
    same = f"redis-benchmark, 50 clients, the same script and {BATCH} requests a call"
    loop = f"a bare blocking hiredis loop that sends the same calls of {BATCH}, packed beforehand"
    has_tool = bool(batches.wall)
    per_s = f"{1e6 / median(ours.wall):,.0f} reserves/s"
    rows = [
        Row("reserve: time each", load, "µs", ours.wall, batches.wall or bare.wall, same if has_tool else loop, per_s),
        Row("reserve: Python CPU", load, "µs", ours.python, bare.python, loop),
        Row("reserve: Redis CPU", load, "µs", ours.server, batches.server or bare.server, same if has_tool else loop),
    ]
    if has_tool:
        one = "redis-benchmark, 50 clients, the same script and 1 request a call"
        rows.insert(1, Row("reserve: time each, beside single calls", load, "µs", ours.wall, single.wall, one))
    return rows
