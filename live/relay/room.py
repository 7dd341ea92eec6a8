"""How many viewers a relay worker takes, and who gives way: anyone may ask for a session, and not come."""

from __future__ import annotations

from live.errors import RelayFull

DEFAULT_MAX_VIEWERS = 2_000
PATIENCE_S = 5.0
"""A session without a genuine check for so long gives its place to one who asks: a browser's first check comes within
a second or two of the answer."""
RETRY_AFTER_S = 10


class Room:
    """Sessions go in, are heard of, go out; `limit` at once. Without a clock: `now_s` never goes back."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._inside: set[str] = set()
        # In the order of their coming, so that the oldest is the first.
        self._silent: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._inside)

    def make(self, now_s: float) -> str | None:
        """Room for one more. Returns the session that had to go out for it, if one had to; it is for you to end.

        Raises:
            RelayFull: all are watching, or came only now.
        """
        if len(self._inside) < self._limit:
            return None
        oldest = next(iter(self._silent), None)
        if oldest is None or now_s - self._silent[oldest] < PATIENCE_S:
            raise RelayFull("This server has as many viewers as it can take.", retry_after_s=RETRY_AFTER_S)
        self.left(oldest)
        return oldest

    def entered(self, session_id: str, now_s: float) -> None:
        self._inside.add(session_id)
        self._silent[session_id] = now_s

    def heard(self, session_id: str) -> None:
        """A genuine check came: it is no longer anybody's to push out."""
        self._silent.pop(session_id, None)

    def left(self, session_id: str) -> None:
        self._inside.discard(session_id)
        self._silent.pop(session_id, None)
