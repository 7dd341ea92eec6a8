"""A packet on its way out: what all viewers of a track share. Pure."""

from __future__ import annotations

from live.relay.rtp import pack_header

MAX_PADDING = 255


class OutPacket:
    """`payload` is as the host sent it. `wire` is what viewers get, perhaps padded: set once, when it is first sent,
    and never changed afterwards, since other bytes under the same key and number would break SRTP's secrecy."""

    __slots__ = ("index", "key_start", "marker", "padded", "payload", "timestamp", "wire")

    def __init__(self, index: int, timestamp: int, marker: bool, payload: bytes, key_start: bool = False) -> None:
        self.index = index
        self.timestamp = timestamp
        self.marker = marker
        self.payload = payload
        self.key_start = key_start
        self.padded = False
        self.wire = b""

    def settle(self, size: int) -> None:
        """Fixes the bytes for the wire, padded to `size` (RFC 3550 section 5.1). A second call changes nothing."""
        if self.wire:
            return
        # A packet without payload (bandwidth probing) keeps its place in the count as one byte of padding.
        padding = max(size - len(self.payload), 0 if self.payload else 1)
        if 0 < padding <= MAX_PADDING:
            self.padded = True
            self.wire = self.payload + bytes(padding - 1) + bytes((padding,))
        else:
            self.wire = self.payload

    def header(self, payload_type: int, ssrc: int) -> bytes:
        return pack_header(payload_type, self.marker, self.index, self.timestamp, ssrc, padded=self.padded)
