from __future__ import annotations

import pytest
from aiortc.rtp import RtpPacket as Reference
from hypothesis import given
from hypothesis import strategies as st

from live.relay.rtp import is_rtcp, pack_header, parse


def _reference(**values) -> Reference:
    packet = Reference(payload_type=96, marker=1, sequence_number=65_535, timestamp=4_000_000_000, ssrc=0xDEADBEEF)
    packet.payload = b"picture"
    for name, value in values.items():
        setattr(packet, name, value)
    return packet


def test_reads_what_aiortc_writes():
    packet = parse(_reference(csrc=[1, 2]).serialize())
    assert packet is not None
    assert (packet.payload_type, packet.marker, packet.sequence) == (96, True, 65_535)
    assert (packet.timestamp, packet.ssrc, packet.payload) == (4_000_000_000, 0xDEADBEEF, b"picture")
    assert packet.transport_sequence is None


def test_reads_the_transport_sequence_among_other_extensions():
    header = bytearray(pack_header(96, True, 1, 2, 3))
    header[0] |= 0x10
    # One-byte elements: 2 (three bytes), padding, 3 (two bytes), padding to a whole word.
    raw = bytes(header) + bytes.fromhex("bede0002 22aabbcc 00 311234") + b"picture"
    packet = parse(raw, 3)
    assert packet is not None
    assert packet.transport_sequence == 0x1234
    assert packet.payload == b"picture"
    assert parse(raw, 4).transport_sequence is None


def test_reads_two_byte_extensions():
    header = bytearray(pack_header(96, False, 1, 2, 3))
    header[0] |= 0x10
    extension = b"\x10\x00\x00\x02" + b"\x05\x01\xff" + b"\x09\x02\xab\xcd" + b"\x00"
    packet = parse(bytes(header) + extension + b"x", 9)
    assert packet is not None
    assert (packet.transport_sequence, packet.payload) == (0xABCD, b"x")


@pytest.mark.parametrize(
    ("tail", "payload"),
    [
        (b"abc\x01", b"abc"),
        (b"abc\x00\x00\x03", b"abc"),
        (b"\x04\x04\x04\x04", b""),
        (b"abc\x00", None),
        (b"\x09", None),
    ],
)
def test_takes_padding_off(tail: bytes, payload: bytes | None):
    packet = parse(pack_header(96, False, 1, 2, 3, padded=True) + tail)
    assert (packet.payload if packet else None) == payload


@given(st.binary(max_size=80), st.integers(1, 14))
def test_never_raises(raw: bytes, extension_id: int):
    parse(raw, extension_id)
    parse(b"\x90" + raw, extension_id)


def test_header_round_trip():
    packet = parse(pack_header(127, True, 65_536 + 9, 1 << 32 | 5, 7) + b"p")
    assert packet is not None
    assert (packet.sequence, packet.timestamp, packet.payload_type, packet.marker) == (9, 5, 127, True)


@pytest.mark.parametrize(("second", "expected"), [(191, False), (192, True), (200, True), (223, True), (224, False)])
def test_tells_rtcp(second: int, expected: bool):
    assert is_rtcp(bytes((0x80, second))) is expected
