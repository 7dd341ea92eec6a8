"""The hub as a process: notices between two, Redis away and back, slow readers, nothing left behind."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
import redis.asyncio

from checkout.journal.journal import Journal
from live.hub.sockets import websocket_text_frame
from live.ids import now_ms
from tests.live.hub.conftest import SHOW, World, eventually
from tests.servers import redis_server


async def test_notices_reach_a_person_in_whichever_process(world: World) -> None:
    here, there = await world.node(), await world.node()
    at_home, on_phone, other = [await there.client("gst_ann"), await here.client("gst_ann"), await here.client("gst_b")]
    await here.notices.send("gst_ann", "turn", {"variant_id": "var_a"})
    for fan in (at_home, on_phone):
        await fan.until(lambda fan=fan: fan.notices)
        assert fan.notices[0]["kind"] == "turn"
        assert fan.notices[0]["data"] == {"variant_id": "var_a"}
    assert other.notices == []
    for number in range(60):
        await here.notices.send("gst_ann", "turn", {"number": number})
    headers = {"Authorization": "Bearer gst_ann"}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(there.url + "api/notices") as answer:
        kept = (await answer.json())["notices"]
    assert len(kept) == 50
    assert kept[0]["data"] == {"number": 59}


async def test_nothing_is_left_after_stop(world: World) -> None:
    before = asyncio.all_tasks()
    node = await world.node()
    fans = [
        await node.client(f"gst_{number}", transports=["websocket" if number % 2 else "polling"]) for number in (1, 2)
    ]
    for fan in fans:
        await fan.join()
    await world.say("x")
    await node.stop()
    for fan in fans:
        await fan.close()
        await fan.io.wait()
    await eventually(lambda: not [task for task in asyncio.all_tasks() - before if not _is_clients(task)])
    assert node.hub._clients == {}


def _is_clients(task: asyncio.Task[Any]) -> bool:
    """Tasks of the test's own client library, in the same event loop."""
    return "AsyncClient" in repr(task.get_coro())


async def test_a_client_on_websocket_gets_frames_straight(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    node = await world.node()
    fast, slow = await node.client("gst_a"), await node.client("gst_b", transports=["polling"])
    for fan in (fast, slow):
        await fan.join()
    engine = node.side.sockets._sio.eio
    queued: list[str] = []
    stock = engine.send_packet

    async def send_packet(sid: str, packet: Any) -> None:
        queued.append(sid)
        await stock(sid, packet)

    monkeypatch.setattr(engine, "send_packet", send_packet)
    for _ in range(3):
        (last,) = await world.say("x")
        for fan in (fast, slow):
            await fan.reach(last)
    manager = node.side.sockets._sio.manager
    assert manager.eio_sid_from_sid(slow.sid, "/") in queued
    assert manager.eio_sid_from_sid(fast.sid, "/") not in queued
    assert [frame["offset"] for frame in fast.frames] == sorted(frame["offset"] for frame in fast.frames)


async def test_a_stuck_reader_misses_frames_and_is_cut_off(world: World) -> None:
    """A client that stops reading costs the others nothing and at most a bounded buffer."""
    node = await world.node()
    fan = await node.client("gst_ann")
    await fan.join()
    reader, writer = await asyncio.open_connection("127.0.0.1", node.server.port, limit=1024)
    try:
        writer.write(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        for text in (b"40", b'420["join",{"show":"batik"}]'):
            writer.write(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
        await writer.drain()
        await reader.read(100)
        writer.transport.pause_reading()
        room_of = lambda: node.hub.rooms.get(SHOW).public  # noqa: E731
        await eventually(lambda: len(room_of()) == 2)
        stuck = next(sid for sid in node.hub._clients if sid != fan.sid)
        big = b'{"x":"' + b"x" * 200_000 + b'"}'
        for _ in range(200):
            await node.side.sockets.broadcast("frame", big, [stuck])
            await asyncio.sleep(0)
        (last,) = await world.say("still here")
        await fan.reach(last)
    finally:
        writer.transport.abort()
    await eventually(lambda: len(node.hub._clients) == 1)


async def test_frames_in_each_length() -> None:
    for size in (0, 125, 126, 65535, 65536):
        frame = websocket_text_frame(b"x" * size)
        head = len(frame) - size
        assert frame[0] == 0x81
        assert head == (2 if size < 126 else 4 if size < 65536 else 10)
        assert (frame[1] if head == 2 else int.from_bytes(frame[2:head], "big")) == size


async def test_redis_goes_and_comes_back() -> None:
    """The hub keeps trying and goes on; what Redis kept is not missed, and a new epoch is noticed."""
    from contextlib import AsyncExitStack

    with redis_server() as server:
        async with AsyncExitStack() as stack:
            client = redis.asyncio.from_url(server.url, decode_responses=True)
            stack.push_async_callback(client.aclose)
            world = World(client, server.url, stack)
            await world.load()
            node = await world.node()
            fan = await node.client("gst_ann")
            await fan.join()
            await fan.reach((await world.say("before"))[0])
            server.kill()
            answer = await fan.ask("chat", {"text": "lost?"})
            assert answer["error"]["code"] == "unavailable"
            server.start()
            await _loaded(world)
            await fan.until(lambda: fan.must_join)
            answer = await fan.join(epoch=fan.epoch, offset=fan.offset)
            assert answer["epoch"] == 2
            await fan.reach((await world.say("after"))[0])
            assert "offset" in await fan.ask("chat", {"text": "found"})


async def _loaded(world: World) -> None:
    """As the rebuild would do it, above every offset ever served."""
    async with asyncio.timeout(10):
        while True:
            try:
                await world.load(epoch=2, offset=500)
                await Journal(world.redis, now_ms).position(SHOW)
                return
            except Exception:
                await asyncio.sleep(0.05)


async def test_a_page_that_lasts_is_asked_again_who_it_is(world: World) -> None:
    from tests.live.hub import conftest

    node = await world.node()
    fan = await node.client("stranger")
    assert (await fan.join())["you"]["role"] is None
    client = node.hub.client(fan.sid)
    client.connected_ms -= 10_000
    promoted = conftest.PEOPLE["stranger"]
    conftest.PEOPLE["stranger"] = conftest.PEOPLE["moderator"]
    try:
        you = (await fan.join())["you"]
    finally:
        conftest.PEOPLE["stranger"] = promoted
    assert you["person_id"] == "acc_mod"
    assert you["role"] == "moderator"
    await node.notices.send("acc_mod", "hello", {})
    await fan.until(lambda: fan.notices)
