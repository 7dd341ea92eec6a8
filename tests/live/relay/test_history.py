from __future__ import annotations

import pytest

from live.relay.history import History
from live.relay.packet import OutPacket
from live.relay.rtp import parse


def _packet(index: int, payload: bytes = b"x") -> OutPacket:
    return OutPacket(index, 0, False, payload)


def test_finds_what_is_still_there():
    history = History(4)
    for index in range(65_534, 65_540):
        history.add(_packet(index))
    assert history.find(65_534) is None
    assert history.find(65_535) is None
    assert history.find(0).index == 65_536
    assert history.find(3).index == 65_539
    assert history.find(4) is None
    # The same place a whole round of numbers later is another packet.
    assert history.find(65_536 + 3 & 0xFFFF).index == 65_539


def test_a_late_packet_does_not_push_out_a_newer_one():
    history = History(4)
    history.add(_packet(9))
    history.add(_packet(5))
    assert history.find(5) is None
    assert history.find(9).index == 9


@pytest.mark.parametrize("size", [0x10001, 3, 1 << 16])
def test_size_is_a_power_of_two(size: int):
    with pytest.raises(ValueError, match="power of two"):
        History(size)


@pytest.mark.parametrize(
    ("payload", "size", "wire", "padded"),
    [
        (b"abc", 0, b"abc", False),
        (b"abc", 3, b"abc", False),
        (b"abc", 4, b"abc\x01", True),
        (b"abc", 6, b"abc\x00\x00\x03", True),
        (b"", 0, b"\x01", True),  # keeps its number
        (b"abc", 400, b"abc", False),  # more than padding can say
    ],
)
def test_bytes_for_the_wire_are_settled_once(payload: bytes, size: int, wire: bytes, padded: bool):
    packet = _packet(7, payload)
    packet.settle(size)
    assert (packet.wire, packet.padded) == (wire, padded)
    packet.settle(size + 5)
    assert packet.wire == wire
    read = parse(packet.header(96, 5) + packet.wire)
    assert read is not None
    assert read.payload == payload
