"""The port on a machine with several addresses: answers leave from the one that was reached."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator

import pytest

from live.relay.fanout import segmented
from live.relay.peer_address import ANY_LOCAL, PeerAddress
from live.relay.port import Port, open_socket

# All of 127.0.0.0/8 is this machine's own.
OURS = ("127.0.0.1", "127.0.0.2", "127.9.8.7")
NOT_OURS = socket.inet_aton("198.51.100.7")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems tell no local address")


class Inbox:
    """What a port received: (datagram, the address to answer to)."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[bytes, PeerAddress]] = asyncio.Queue()

    def receive(self, datagram: bytes, remote: tuple[str, int], local: bytes, now_s: float) -> None:
        self.came.put_nowait((datagram, PeerAddress(remote, local)))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def port(inbox: Inbox) -> AsyncIterator[Port]:
    made = Port(open_socket(0), inbox.receive)
    made.start()
    yield made
    made.close()


@pytest.fixture
def stranger():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.setblocking(False)
        made.bind(("127.0.0.5", 0))
        yield made


async def _hear(stranger: socket.socket) -> tuple[bytes, str]:
    async with asyncio.timeout(5):
        datagram, source = await asyncio.get_running_loop().sock_recvfrom(stranger, 2048)
    return datagram, source[0]


@pytest.mark.parametrize("ours", OURS)
async def test_answers_leave_from_the_address_that_was_reached(port: Port, inbox: Inbox, stranger, ours: str):
    stranger.sendto(b"hello", (ours, port.number))
    datagram, address = await inbox.came.get()
    assert (datagram, address.remote) == (b"hello", stranger.getsockname())
    assert socket.inet_ntoa(address.local) == ours
    port.send(b"single", address)
    assert await _hear(stranger) == (b"single", ours)
    port.send_group(memoryview(b"aaabbbcc"), 3, segmented(3), address)
    assert [await _hear(stranger) for _ in range(3)] == [(b"aaa", ours), (b"bbb", ours), (b"cc", ours)]
    assert address.takes_groups
    assert port.dropped == 0


async def test_two_ways_of_one_remote_do_not_mix(port: Port, inbox: Inbox, stranger):
    """Its one socket reached two of our addresses: each way keeps its own."""
    ways: list[PeerAddress] = []
    for ours in OURS[:2]:
        stranger.sendto(b"hello", (ours, port.number))
        ways.append((await inbox.came.get())[1])
    for size in (2, 4, 2):
        for way, ours in zip(ways, OURS, strict=False):
            port.send_group(memoryview(bytes(2 * size)), size, segmented(size), way)
            assert [await _hear(stranger) for _ in range(2)] == [(bytes(size), ours)] * 2


async def test_without_a_local_address_the_system_chooses(port: Port, stranger):
    port.send(b"hello", PeerAddress(stranger.getsockname(), ANY_LOCAL))
    assert (await _hear(stranger))[0] == b"hello"


async def test_an_address_that_is_gone_takes_groups_from_nobody_else(port: Port, inbox: Inbox, stranger):
    """An interface went down: what was to leave from its address is dropped, everyone else's groups stay groups."""
    gone = PeerAddress(stranger.getsockname(), NOT_OURS)
    port.send_group(memoryview(b"aabb"), 2, segmented(2), gone)
    assert port.dropped == 2
    stranger.sendto(b"hello", ("127.0.0.1", port.number))
    there = (await inbox.came.get())[1]
    port.send_group(memoryview(b"aabb"), 2, segmented(2), there)
    assert [await _hear(stranger) for _ in range(2)] == [(b"aa", "127.0.0.1"), (b"bb", "127.0.0.1")]
    assert there.takes_groups
