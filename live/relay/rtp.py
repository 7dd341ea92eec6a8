"""RTP headers (RFC 3550 section 5.1, RFC 8285, RFC 5761): reads what arrives, writes the bare header. Pure."""

from __future__ import annotations

import struct
from typing import NamedTuple

HEADER_BYTES = 12

_HEADER = struct.Struct("!BBHII")
_ONE_BYTE_PROFILE = 0xBEDE


class RtpPacket(NamedTuple):
    """One packet as the host sent it, its padding, extensions and contributing sources taken off.

    `transport_sequence` is the transport-wide sequence number, when that extension was negotiated and is there.
    """

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    transport_sequence: int | None


def is_rtcp(datagram: bytes) -> bool:
    """Tells RTCP from RTP on one port (RFC 5761 section 4). `datagram` has at least two bytes."""
    return 192 <= datagram[1] <= 223


def parse(datagram: bytes, transport_extension_id: int | None = None) -> RtpPacket | None:
    """The packet, or None if this is no well-formed RTP."""
    length = len(datagram)
    if length < HEADER_BYTES:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(datagram)
    if first >> 6 != 2:
        return None
    start = HEADER_BYTES + 4 * (first & 0x0F)
    transport_sequence = None
    if first & 0x10:
        if length < start + 4:
            return None
        profile, words = struct.unpack_from("!HH", datagram, start)
        begin, start = start + 4, start + 4 + 4 * words
        if length < start:
            return None
        if transport_extension_id is not None:
            transport_sequence = _transport_sequence(datagram[begin:start], profile, transport_extension_id)
    end = length
    if first & 0x20 and end > start:
        # A count that is zero or goes beyond the payload is a broken packet.
        padding = datagram[-1]
        if padding == 0 or padding > end - start:
            return None
        end -= padding
    if end < start:
        return None
    return RtpPacket(
        second & 0x7F, bool(second & 0x80), sequence, timestamp, ssrc, datagram[start:end], transport_sequence
    )


def pack_header(
    payload_type: int, marker: bool, sequence: int, timestamp: int, ssrc: int, *, padded: bool = False
) -> bytes:
    """Twelve bytes without extensions. `sequence` and `timestamp` are cut to their 16 and 32 bits."""
    return _HEADER.pack(
        0xA0 if padded else 0x80,
        payload_type | (0x80 if marker else 0),
        sequence & 0xFFFF,
        timestamp & 0xFFFFFFFF,
        ssrc,
    )


def _transport_sequence(extensions: bytes, profile: int, wanted_id: int) -> int | None:
    """Looks through both forms of header extensions (RFC 8285 sections 4.2 and 4.3)."""
    one_byte = profile == _ONE_BYTE_PROFILE
    if not one_byte and profile >> 4 != 0x100:
        return None
    position, end = 0, len(extensions)
    while position < end:
        if extensions[position] == 0:  # padding between elements
            position += 1
            continue
        if one_byte:
            identifier, size, position = (
                extensions[position] >> 4,
                (extensions[position] & 0x0F) + 1,
                position + 1,
            )
            if identifier == 15:  # "stop here" (section 4.2)
                return None
        else:
            if position + 2 > end:
                return None
            identifier, size, position = extensions[position], extensions[position + 1], position + 2
        if identifier == wanted_id and size == 2 and position + 2 <= end:
            return extensions[position] << 8 | extensions[position + 1]
        position += size
    return None
