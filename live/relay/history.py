"""The last packets of a track, from which every viewer's request for a repeat is answered. Pure."""

from __future__ import annotations

from live.relay.packet import OutPacket


class History:
    """A ring of `size` packets (a power of two), found by sequence number."""

    def __init__(self, size: int = 2048) -> None:
        if size & (size - 1) or size > 1 << 15:
            raise ValueError("size must be a power of two of at most 32,768")
        self._mask = size - 1
        self._ring: list[OutPacket | None] = [None] * size

    def add(self, packet: OutPacket) -> None:
        place = packet.index & self._mask
        there = self._ring[place]
        if there is None or there.index < packet.index:
            self._ring[place] = packet

    def find(self, sequence: int) -> OutPacket | None:
        """The packet that left with this 16-bit number, if it is still here."""
        packet = self._ring[sequence & self._mask]
        if packet is None or packet.index & 0xFFFF != sequence:
            return None
        return packet
