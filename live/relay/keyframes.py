"""Where a key frame begins, told from the first bytes of a payload, and the packets since the last one. Pure.

Sources: H264 RFC 6184 section 5, VP8 RFC 7741 section 4, VP9 RFC 9628 section 4, AV1 RTP specification section 4.4.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from operator import attrgetter

from live.relay.packet import OutPacket

_H264_IDR, _H264_SPS, _H264_STAP_A, _H264_FU_A = 5, 7, 24, 28


def _h264(payload: bytes) -> bool:
    kind = payload[0] & 0x1F
    if kind in (_H264_IDR, _H264_SPS):
        return True
    if kind == _H264_FU_A:
        return len(payload) > 1 and payload[1] & 0x80 != 0 and payload[1] & 0x1F in (_H264_IDR, _H264_SPS)
    if kind == _H264_STAP_A:
        position = 1
        while position + 2 < len(payload):
            if payload[position + 2] & 0x1F in (_H264_IDR, _H264_SPS):
                return True
            position += 2 + (payload[position] << 8 | payload[position + 1])
    return False


def vp8_frame_at(payload: bytes) -> int | None:
    """Where the VP8 frame begins in the first packet of a frame, past its payload descriptor; None otherwise."""
    if payload[0] & 0x17 != 0x10:  # S set and partition 0
        return None
    position = 1
    if payload[0] & 0x80:
        if len(payload) < 2:
            return None
        flags = payload[1]
        position = 2
        if flags & 0x80:
            if len(payload) < 3:
                return None
            position += 2 if payload[2] & 0x80 else 1
        position += (1 if flags & 0x40 else 0) + (1 if flags & 0x30 else 0)
    return position if position < len(payload) else None


def _vp8(payload: bytes) -> bool:
    position = vp8_frame_at(payload)
    return position is not None and payload[position] & 0x01 == 0


def _vp9(payload: bytes) -> bool:
    flags = payload[0]
    if flags & 0x40 or not flags & 0x08:  # predicted from other pictures, or not a frame's first packet
        return False
    if not flags & 0x20:
        return True
    position = 1
    if flags & 0x80:
        if len(payload) < 2:
            return False
        position += 2 if payload[1] & 0x80 else 1
    return position < len(payload) and payload[position] >> 1 & 0x07 == 0


def _av1(payload: bytes) -> bool:
    return payload[0] & 0x88 == 0x08  # N set: a coded video sequence begins; Z clear: not a fragment's rest


_STARTS: dict[str, Callable[[bytes], bool]] = {"H264": _h264, "VP8": _vp8, "VP9": _vp9, "AV1": _av1}


def starts_key_frame(codec: str, payload: bytes) -> bool:
    """Whether this packet begins a key frame of `codec` (upper case). False for codecs that have none."""
    test = _STARTS.get(codec)
    return test is not None and bool(payload) and test(payload)


_INDEX = attrgetter("index")


class GroupOfPictures:
    """All packets from the last key frame on, in order, so that a joiner can start without asking the host."""

    def __init__(self, max_packets: int = 6_000) -> None:
        self._packets: list[OutPacket] = []
        self._max_packets = max_packets

    def add(self, packet: OutPacket) -> None:
        if packet.key_start:
            self._packets = [packet]
        elif self._packets and packet.index > self._packets[0].index:
            if len(self._packets) >= self._max_packets:
                # Too long to be worth replaying: a joiner then waits for the next key frame.
                self._packets = []
            elif packet.index > self._packets[-1].index:
                self._packets.append(packet)
            else:
                insort(self._packets, packet, key=_INDEX)

    def clear(self) -> None:
        self._packets = []

    def __len__(self) -> int:
        return len(self._packets)

    @property
    def first(self) -> OutPacket | None:
        return self._packets[0] if self._packets else None

    def since(self, index: int, limit: int) -> list[OutPacket]:
        """At most `limit` packets with this index or a later one."""
        start = bisect_left(self._packets, index, key=_INDEX)
        return self._packets[start : start + limit]
