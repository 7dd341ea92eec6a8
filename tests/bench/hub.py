"""CPU per frame of twenty chats that the web process delivers, and what an idle watcher's connection holds."""

from __future__ import annotations

import asyncio
import base64
import time

import redis.asyncio

from checkout.journal.entries import NewEntry
from checkout.journal.journal import Journal
from live.ids import now_ms
from live.log import kinds
from tests.bench.child import Child, ChildFailed, child, cpu_s, part_of, resident_kb
from tests.bench.house import House, house
from tests.bench.options import Options
from tests.bench.report import Row

CHATS = 20
TICK_S = 0.2
SETTLE_S = 0.3
PATIENCE_S = 10
TEXT = "Kak, warna birunya masih ada? Ukuran M, kirim ke Bandung ya"


def measure(options: Options) -> list[Row]:
    count = options.sockets
    with (
        house() as server,
        child("tests.bench.hub_watchers") as watchers,
        child("tests.bench.hub_floor") as floor,
    ):
        web = part_of(server.running, "web")
        kb_each, join_ms = _join(server, web, watchers, count)
        port = watchers.ask("listen")
        watchers.tell("accept", count=count)
        floor.ask("connect", port=port, count=count)
        watchers.answer()
        ticks = 10 if options.quick else 20
        ours: list[float] = []
        bare: list[float] = []
        seen: list[float] = []
        frame = ""
        for _ in range(2 if options.quick else 5):
            us, chats = _ours(server, web, watchers, ticks, count)
            ours.append(us)
            seen.append(chats)
            frame = watchers.ask("last_frame")
            bare.append(_floor(floor, watchers, frame, ticks, count))
    size = len(base64.b64decode(frame))
    load = f"{count} WebSockets, {CHATS} chats each {TICK_S:.1f} s, some {sum(seen) / len(seen):.1f} a frame"
    return [
        Row(
            "hub: web CPU per delivered frame", f"{load} of {size:,} bytes", "µs", ours, bare,
            "a bare loop: socket.send of the same bytes to as many sockets at the same pace",
            "every chat reached every watcher; reading the log and all else that web does meanwhile is in it",
        ),
        Row("hub: memory per idle watcher", f"{count} WebSockets joined", "KB", [kb_each]),
        Row("hub: web CPU per join", f"{count} WebSockets, 20 at once", "ms", [join_ms], note="upgrade, connect, join"),
    ]  # fmt: skip


def _join(server: House, web: int, watchers: Child, count: int) -> tuple[float, float]:
    """(KB, CPU ms) a watcher; the first few bring what is loaded but once."""
    first = min(20, count // 2)
    watchers.ask("join", port=server.port, show_id=server.show.show_id, count=first)
    time.sleep(SETTLE_S)
    kb, cpu = resident_kb(web), cpu_s(web)
    watchers.ask("join", port=server.port, show_id=server.show.show_id, count=count - first, timeout_s=120)
    ms = (cpu_s(web) - cpu) * 1e3
    time.sleep(2)
    return (resident_kb(web) - kb) / (count - first), ms / (count - first)


def _ours(server: House, web: int, watchers: Child, ticks: int, count: int) -> tuple[float, float]:
    """(CPU µs a delivered frame, chats a frame). Raises `ChildFailed` if a chat did not reach a watcher."""
    before, cpu = watchers.ask("counts"), cpu_s(web)
    asyncio.run(_say(server, ticks))
    wanted = before["chats"] + ticks * CHATS * count
    # A machine that is busy with other things delivers late, but it delivers.
    after = _until(watchers, "chats", wanted)
    if after["chats"] != wanted:
        raise ChildFailed(f"{wanted - after['chats']} of {ticks * CHATS * count} chats did not arrive")
    spent = cpu_s(web) - cpu
    frames, chats = after["frames"] - before["frames"], after["chats"] - before["chats"]
    return spent / frames * 1e6, chats / frames


def _until(watchers: Child, name: str, wanted: int) -> dict[str, int]:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        time.sleep(SETTLE_S)
        counts = watchers.ask("counts")
        if counts[name] >= wanted or time.monotonic() > deadline:
            return counts


def _floor(floor: Child, watchers: Child, frame: str, ticks: int, count: int) -> float:
    before = watchers.ask("counts")["sinks"]
    spent = floor.ask("run", frame=frame, ticks=ticks, tick_s=TICK_S)
    arrived = _until(watchers, "sinks", before + ticks * count)["sinks"] - before
    return spent / arrived * 1e6


async def _say(server: House, ticks: int) -> None:
    """As other web processes would: into the log. How a chat comes in is another measurement."""
    client = redis.asyncio.Redis.from_url(f"unix://{server.running.data / 'run' / 'redis.sock'}", decode_responses=True)
    journal = Journal(client, now_ms)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for tick in range(ticks):
        await asyncio.sleep(max(0.0, began + tick * TICK_S - loop.time()))
        said = [
            NewEntry(kinds.CHAT_SAID, {"person": f"gst_{place:022d}", "name": f"Tamu {place}", "text": TEXT})
            for place in range(CHATS)
        ]
        await journal.append(server.show.show_id, said)
    await client.aclose()
