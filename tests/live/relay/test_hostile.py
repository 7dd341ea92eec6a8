"""Strangers' datagrams: whatever comes, nothing is raised, nothing is answered that should not be, media goes on."""

from __future__ import annotations

import asyncio
import random
import socket

import pytest

from checkout.errors import NotFound
from live.errors import RelayFull
from live.ids import now_ms
from live.relay.peer import make_certificate
from live.relay.port import Port, open_socket
from live.relay.relay import Relay
from live.relay.room import Room
from tests.live.relay.media_house import until
from tests.live.relay.offers import chromium_host, chromium_viewer
from tests.live.relay.test_ice import check


def _random_datagrams(rounds: int) -> list[bytes]:
    chance = random.Random(7)
    genuine = [
        check(),
        check(nominate=True),
        b"\x16\xfe\xff" + chance.randbytes(200),  # DTLS handshake
        b"\x80\x60" + chance.randbytes(300),  # RTP
        b"\x80\xc8" + chance.randbytes(60),  # RTCP
    ]
    made = [b"", b"\x00", b"\x80", b"\x16"]
    for _ in range(rounds):
        raw = bytearray(chance.choice(genuine))
        for _ in range(chance.randint(0, 4)):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        made.append(bytes(raw[: chance.randint(0, len(raw))]))
        made.append(bytes((chance.choice((0, 1, 2, 20, 22, 63, 64, 128, 144, 191, 255)),)) + chance.randbytes(40))
    return made


@pytest.fixture
async def relay():
    made = Relay(lambda receive: Port(open_socket(0), receive), ("127.0.0.1",), make_certificate(), now_ms)
    running = asyncio.create_task(made.run())
    await asyncio.sleep(0)
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def _field(sdp: str, name: str) -> str:
    return next(line.partition(":")[2] for line in sdp.split("\r\n") if line.startswith(f"a={name}:"))


async def _exchange(relay: Relay, sender: socket.socket, datagrams: list[bytes]) -> list[bytes]:
    """What comes back, up to the answer of a genuine check that is sent last."""
    loop = asyncio.get_running_loop()
    for number, datagram in enumerate(datagrams):
        sender.sendto(datagram, ("127.0.0.1", relay.port.number))
        if number % 50 == 0:
            await asyncio.sleep(0)
    answers: list[bytes] = []
    async with asyncio.timeout(5):
        while True:
            answers.append(await loop.sock_recv(sender, 2048))
            if answers[-1][:2] == b"\x01\x01":
                return answers


async def test_strangers_are_ignored(relay: Relay):
    answer = relay.publish("shw_1", chromium_host(), public=True)
    relay.watch("shw_1", chromium_viewer(), "nobody", staff=False)
    ufrag, pwd = _field(answer.sdp, "ice-ufrag"), _field(answer.sdp, "ice-pwd")
    last = check(f"{ufrag}:abcd", pwd, nominate=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.bind(("127.0.0.1", 0))
        answers = await _exchange(relay, sender, [*_random_datagrams(1_000), last])
        assert len(answers) == 1
    assert relay.port.faults == 0


async def test_a_peer_that_went_mad_harms_nobody(relay: Relay):
    """Everything from an address whose checks are genuine, before any handshake."""
    answer = relay.publish("shw_1", chromium_host(), public=True)
    ufrag, pwd = _field(answer.sdp, "ice-ufrag"), _field(answer.sdp, "ice-pwd")
    genuine = check(f"{ufrag}:abcd", pwd, nominate=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.bind(("127.0.0.1", 0))
        await _exchange(relay, sender, [genuine])
        await _exchange(relay, sender, [*_random_datagrams(1_000), genuine])
    assert relay.port.faults == 0
    assert not relay.stats("shw_1").publisher.connected
    await relay.close(answer.session_id)
    assert relay.stats("shw_1").publisher is None


async def test_sessions_of_a_peer_that_never_comes_end(relay: Relay, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("live.relay.peer.CONNECT_LIMIT_S", 0.05)
    relay.watch("shw_1", chromium_viewer(), "nobody", staff=False)
    assert len(relay._sessions) == 1
    await until(lambda: not len(relay._sessions))
    assert relay._sessions._by_ufrag == {}


async def test_a_full_relay_refuses_and_the_silent_give_way(relay: Relay, monkeypatch: pytest.MonkeyPatch):
    """Whoever posts offers and never comes holds nobody's place for long."""
    relay._room = Room(2)
    first = relay.watch("shw_1", chromium_viewer(), "somebody", staff=False)
    silent = relay.watch("shw_1", chromium_viewer(), "nobody", staff=False)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.bind(("127.0.0.1", 0))
        name = f"{_field(first.sdp, 'ice-ufrag')}:abcd"
        await _exchange(relay, sender, [check(name, _field(first.sdp, "ice-pwd"))])
    with pytest.raises(RelayFull):
        relay.watch("shw_1", chromium_viewer(), "late", staff=False)
    # A host is never refused for the viewers' number.
    relay.publish("shw_1", chromium_host(), public=True)
    monkeypatch.setattr("live.relay.room.PATIENCE_S", 0.0)
    relay.watch("shw_1", chromium_viewer(), "late", staff=False)
    await until(lambda: len(relay._sessions) == 3)
    with pytest.raises(NotFound):
        await relay.close(silent.session_id)
    assert len(relay._room) == 2
