"""What no honest client sends: each gets an error, or is cut off, and the server goes on."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.hub.events import Events
from live.hub.wire import MALFORMED, WireJson, WirePacket
from tests.live.hub.conftest import SHOW, Node, World, eventually

PAYLOADS: list[Any] = [
    None,
    1,
    "join",
    [],
    [{}],
    {},
    {"show": None},
    {"show": ""},
    {"show": "x" * 10_000},
    {"show": {"$gt": ""}},
    {"show": "batik", "epoch": "1"},
    {"show": "batik", "epoch": -1},
    {"show": "batik", "offset": 10**30},
    {"show": "batik", "offset": 1.5},
    {"show": "batik", "visit": 7},
    {"show": "batik", "source": ["x"]},
    {"show": "batik", "unknown": 1},
]


async def test_wrong_payloads_get_an_error(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    for payload in PAYLOADS:
        answer = await fan.ask("join", payload)
        assert answer["error"]["code"] in ("malformed", "invalid"), payload
        assert set(answer["error"]) == {"code", "message", "details"}
    for data in ((), ({"show": "batik"}, 2)):
        assert (await fan.io.call("join", data, timeout=5))["error"]["code"] == "malformed"
    assert (await fan.ask("nonsense", {}))["error"]["code"] == "unknown_event"
    assert (await fan.ask("join", b"binary"))["error"]["code"] == "unknown_event"
    for event in ("saw", "clicked", "react", "watching", "chat"):
        for payload in (None, [], {"variant_id": {}}, {"kind": []}, {"muted": "no"}, {"text": None}):
            assert "error" in await fan.ask(event, payload)
    await fan.join()


async def test_reserved_names_reach_no_handler(world: World) -> None:
    """`connect` and `disconnect` sent as events must not run those handlers, nor `*` the catch-all itself."""
    node = await world.node()
    victim, fan = await node.client("owner"), await node.client("gst_ann")
    await victim.join()
    for event in ("connect", "disconnect", "*", "__disconnect_final"):
        for arguments in ((), (victim.sid,), (victim.sid, {"show": "batik"}), ({}, {})):
            answer = await fan.io.call(event, arguments, timeout=5)
            assert answer["error"]["code"] == "unknown_event"
    assert len(node.hub.rooms.get(SHOW).public) == 1
    await fan.join()


async def raw(node: Node, *messages: str | bytes) -> list[str]:
    """Speaks engine.io by hand; gives what came back until the server was silent or closed."""
    came: list[str] = []
    async with aiohttp.ClientSession() as http:
        url = node.url + "socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(url, headers={"Authorization": "Bearer gst_raw"}) as ws:
            await ws.receive_str()
            await ws.send_str("40")
            await ws.receive_str()
            for message in messages:
                await (ws.send_str(message) if isinstance(message, str) else ws.send_bytes(message))
            while True:
                try:
                    message = await ws.receive(timeout=0.3)
                except TimeoutError:
                    return [*came, "open"]
                if message.type != aiohttp.WSMsgType.TEXT:
                    return [*came, "closed"]
                came.append(message.data)


CLOSED = ["", "x", "b", "bAAAA", "7", "4", "4x", '4{"a":1}', "4" + "[" * 3000, "é"]
IGNORED = [
    '42{"a":1}',
    "42",
    "42[]",
    "42[1]",
    '42["connect"]',
    '42["disconnect","x"]',
    "43",
    "43[]",
    "431[1,2]",
    "44{}",
    "45-",
    '451-["join",{"_placeholder":true,"num":0}]',
    '459999999999-["join"]',
    "46",
    '42/other,["join",{}]',
    "40/other,",
    "40",
    "42" + "[" * 3000,
    '42["join",{"show":NaN}]',
    "4²",
    "6",
    b"",
    b"\x00",
    b"42",
]


@pytest.mark.parametrize("message", CLOSED, ids=repr)
async def test_what_is_no_packet_closes(world: World, message: str | bytes) -> None:
    node = await world.node()
    assert (await raw(node, message))[-1] == "closed"
    await eventually(lambda: not node.hub._clients)


async def test_packets_that_mean_nothing_do_no_harm(world: World, caplog: pytest.LogCaptureFixture) -> None:
    node = await world.node()
    for message in IGNORED:
        with caplog.at_level(logging.ERROR):
            answers = await raw(node, message, '4277["chat",{"text":"x"}]')
        assert "Traceback" not in caplog.text
        if answers[-1] == "open":
            assert any(text.startswith("4377") and "not_joined" in text for text in answers), (message, answers)
    await eventually(lambda: not node.hub._clients)
    await (await node.client("gst_ann")).join()


async def test_a_huge_message_closes(world: World) -> None:
    node = await world.node()
    assert (await raw(node, '421["chat",{"text":"' + "x" * 20_000 + '"}]'))[-1] == "closed"


async def test_polling_hostile_posts(world: World) -> None:
    node = await world.node()
    async with aiohttp.ClientSession() as http:
        url = node.url + "socket.io/?EIO=4&transport=polling"
        async with http.get(url) as answer:
            sid = json.loads((await answer.text())[1:])["sid"]
        for body in (b"\xff\xfe", b"x" * 20_000, b"4", b"\x1e" * 100, b"4[[[[", b'42["chat"]', b"bAAA", b"4" * 5000):
            async with http.post(f"{url}&sid={sid}", data=body) as answer:
                assert answer.status < 500
                assert "Traceback" not in await answer.text()
        for query in ("?EIO=3&transport=polling", "?EIO=4&transport=smoke", "?EIO=4&transport=polling&sid=x"):
            async with http.get(node.url + "socket.io/" + query) as answer:
                assert answer.status == 400
    await (await node.client("gst_ann")).join()


async def test_another_sites_page_may_not_connect(world: World) -> None:
    node = await world.node()
    own = node.url.rstrip("/")
    async with aiohttp.ClientSession(cookies={"etalase": "owner"}) as http:
        for origin, status in (("https://evil.example", 400), ("null", 400), ("http://[", 400), (own, 200)):
            url = node.url + "socket.io/?EIO=4&transport=polling"
            async with http.get(url, headers={"Origin": origin}) as answer:
                assert answer.status == status, origin
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(
                node.url + "socket.io/?EIO=4&transport=websocket", headers={"Origin": "https://evil.example"}
            )


async def test_a_token_that_signs_nobody_in_is_refused(world: World) -> None:
    node = await world.node()
    url = node.url + "socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as ws:
        await ws.receive_str()
        for auth, start in (('{"token":"stale"}', "44"), ("[1]", "40"), ('"x"', "40")):
            await ws.send_str("40" + auth)
            assert (await ws.receive_str()).startswith(start), auth
            if start == "40":
                await ws.send_str("41")
    assert node.hub._clients == {}


@given(st.text(max_size=60) | st.binary(max_size=20))
def test_any_packet_decodes_to_something_harmless(raw_packet: str | bytes) -> None:
    packet = WirePacket(encoded_packet=raw_packet or " ")
    assert packet.attachment_count == 0
    if packet.packet_type == 2:
        assert isinstance(packet.data[0], str)
        assert packet.data[0] not in ("connect", "disconnect", "*")
    else:
        assert packet.packet_type in (0, 1, 3)


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5), st.lists))
def test_json_goes_round(value: Any) -> None:
    assert WireJson.loads(WireJson.dumps(value, separators=(",", ":"))) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(["show", "epoch", "offset", "visit", "source", "text", "reply_to", "kind", "count", "variant_id"]),
    JSON | st.sampled_from(["batik", "heart", "var_a"]),
    max_size=4,
)


async def test_any_payload_gets_an_answer(world: World) -> None:
    node = await world.node()
    fan = await node.client("gst_ann")
    await fan.join()
    events: Events = node.side.events
    loop = asyncio.get_running_loop()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["join", "chat", "react", "saw", "clicked", "watching", MALFORMED]), st.lists(FIELDS | JSON))
    def every(event: str, arguments: list[Any]) -> None:
        answer = asyncio.run_coroutine_threadsafe(events.handle(event, fan.sid, arguments), loop).result(10)
        assert isinstance(answer, dict)
        assert answer.get("error", {}).get("code") != "internal"

    await asyncio.to_thread(every)
