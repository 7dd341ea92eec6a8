"""Which packets of the host are missing, when to ask for them again, and when to give up. Pure."""

from __future__ import annotations

FIRST_DELAY_S = 0.02
STEP_S = 0.04
GIVE_UP_S = 0.5
MAX_MISSING = 500
"""More holes than this are not worth mending one by one: a fresh key frame is."""


class Losses:
    """Fed with the index of each packet that arrives."""

    def __init__(self) -> None:
        self._highest: int | None = None
        self._missing: dict[int, list[float]] = {}  # index -> [asked next at, found missing at]
        self.lost = 0
        """Packets that never came, so far."""

    def arrived(self, index: int, now_s: float) -> bool:
        """False if the packet is not new: older than all that is asked for, or a repeat."""
        if self._highest is None:
            self._highest = index
            return True
        if index > self._highest:
            for absent in range(max(self._highest + 1, index - MAX_MISSING), index):
                self._missing[absent] = [now_s + FIRST_DELAY_S, now_s]
            self._highest = index
            return True
        return self._missing.pop(index, None) is not None

    def due(self, now_s: float) -> list[int]:
        """Indexes to ask for now; each comes again `STEP_S` later until it arrives."""
        asked: list[int] = []
        for index, times in self._missing.items():
            if times[0] <= now_s:
                times[0] = now_s + STEP_S
                asked.append(index)
        return asked

    def give_up(self, now_s: float) -> bool:
        """Forgets what has been missing for too long; True if there was any, so that a key frame is needed."""
        over = [index for index, times in self._missing.items() if now_s - times[1] > GIVE_UP_S]
        if len(self._missing) > MAX_MISSING:
            over = list(self._missing)
        for index in over:
            del self._missing[index]
        self.lost += len(over)
        return bool(over)
