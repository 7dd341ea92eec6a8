"""Sequence numbers and timestamps: unwrap what the host counts, and go on counting when the host comes anew. Pure.

Every viewer sees one endless stream a track. Its numbers are *indexes*: sequence numbers with their roll-overs in the
upper bits, so that an index minus a viewer's base is what SRTP calls the packet index (RFC 3711 section 3.3.1).
"""

from __future__ import annotations

MAX_GAP = 3_000
"""A jump further than this is a new beginning rather than a loss."""

_HALF = 1 << 15
_WRAP = 1 << 16
_TIME_WRAP = 1 << 32


class Unwrapper:
    """Turns 16-bit sequence numbers into indexes that grow. The first is above 65,535, so that what came before it
    (reordered) is still positive."""

    def __init__(self) -> None:
        self.highest: int | None = None

    def unwrap(self, sequence: int) -> int:
        if self.highest is None:
            self.highest = _WRAP + sequence
            return self.highest
        delta = (sequence - self.highest) & (_WRAP - 1)
        if delta >= _HALF:
            delta -= _WRAP
        index = self.highest + delta
        if index > self.highest:
            self.highest = index
        return index


class Continuation:
    """Maps each successive incoming stream onto the end of the one that leaves.

    `begin` is called with the first packet of a stream that shall be seen: its number follows the last one sent, and
    its timestamp is as much later as the clock says. Earlier packets of that stream map to None.
    """

    def __init__(self, clock_rate_hz: int, first_index: int = 1) -> None:
        # Below 32,768 at the start: a receiver that misses the first packets must not guess a roll-over.
        self.next_index = first_index
        self._clock_rate_hz = clock_rate_hz
        self._first_in: int | None = None
        self._index_shift = 0
        self._time_shift = 0
        self._last_timestamp = 0
        self._last_s: float | None = None

    @property
    def begun(self) -> bool:
        return self._first_in is not None

    def stop(self) -> None:
        """The incoming stream is over; nothing maps until `begin` is called again."""
        self._first_in = None

    def begin(self, index: int, timestamp: int, now_s: float) -> None:
        """`index` and `timestamp` of the first packet as it came in, `now_s` on any clock that does not go back."""
        self._first_in = index
        self._index_shift = self.next_index - index
        if self._last_s is None:
            self._time_shift = 0
        else:
            elapsed = max(1, round((now_s - self._last_s) * self._clock_rate_hz))
            self._time_shift = (self._last_timestamp + elapsed - timestamp) % _TIME_WRAP

    def map(self, index: int, timestamp: int, now_s: float) -> tuple[int, int] | None:
        """(index, timestamp) as they leave, or None for a packet from before the beginning."""
        if self._first_in is None or index < self._first_in:
            return None
        index += self._index_shift
        timestamp = self.map_timestamp(timestamp)
        if index >= self.next_index:
            self.next_index = index + 1
            self._last_timestamp, self._last_s = timestamp, now_s
        return index, timestamp

    def map_timestamp(self, timestamp: int) -> int:
        return (timestamp + self._time_shift) % _TIME_WRAP
