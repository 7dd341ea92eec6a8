"""Transport-wide congestion feedback: when each packet of the host arrived (draft-holmer-rmcat-transport-wide-cc-01).

Without it a browser stays at its lowest bitrate. One feedback packet every 100 ms is enough. Pure.
"""

from __future__ import annotations

import struct

from live.relay.sequence import Unwrapper

MAX_STATUSES = 500
_TICK_S = 0.00025
_REFERENCE_S = 0.064


class Arrivals:
    """Collects arrival times and turns them into feedback."""

    def __init__(self) -> None:
        self._unwrapper = Unwrapper()
        self._times: dict[int, float] = {}
        self._next: int | None = None
        self._count = 0

    def arrived(self, transport_sequence: int, now_s: float) -> None:
        index = self._unwrapper.unwrap(transport_sequence)
        # What comes later than the feedback that covered it has been called lost already.
        if (self._next is None or index >= self._next) and index not in self._times:
            self._times[index] = now_s

    def feedback(self, sender_ssrc: int, media_ssrc: int) -> bytes | None:
        """The RTCP packet for all that arrived since the last call; None if nothing did."""
        if not self._times:
            return None
        last = max(self._times)
        base = min(self._times) if self._next is None else self._next
        base = max(base, last - MAX_STATUSES + 1)
        reference = int(min(at for index, at in self._times.items() if index >= base) / _REFERENCE_S)
        symbols: list[int] = []
        deltas: list[bytes] = []
        previous_ticks = round(reference * _REFERENCE_S / _TICK_S)
        for index in range(base, last + 1):
            at = self._times.get(index)
            if at is None:
                symbols.append(0)
                continue
            ticks = int(at / _TICK_S)
            delta = max(-32768, min(ticks - previous_ticks, 32767))
            previous_ticks += delta
            symbols.append(1 if 0 <= delta <= 255 else 2)
            deltas.append(struct.pack("!B" if 0 <= delta <= 255 else "!h", delta))
        self._times.clear()
        self._next = last + 1
        count, self._count = self._count, (self._count + 1) & 0xFF
        head = struct.pack("!IIHH", sender_ssrc, media_ssrc, base & 0xFFFF, len(symbols))
        head += struct.pack("!I", (reference & 0xFFFFFF) << 8 | count)
        return _finish(head + _chunks(symbols) + b"".join(deltas))


def _chunks(symbols: list[int]) -> bytes:
    """Status vectors of seven two-bit symbols (section 3.1.4)."""
    chunks: list[bytes] = []
    for start in range(0, len(symbols), 7):
        value = 0x3
        for symbol in (symbols[start : start + 7] + [0] * 7)[:7]:
            value = value << 2 | symbol
        chunks.append(struct.pack("!H", value))
    return b"".join(chunks)


def _finish(body: bytes) -> bytes:
    padding = -len(body) % 4
    if padding:
        body += bytes(padding - 1) + bytes((padding,))
    return struct.pack("!BBH", (0xA0 if padding else 0x80) | 15, 205, len(body) // 4) + body
