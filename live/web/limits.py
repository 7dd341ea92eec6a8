"""A token bucket per address, with memory for a bounded number of addresses. Pure: time comes in as a value."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable


class AddressLimits:
    """`burst` requests at once, then `per_s` a second. High on purpose: a village may share one address."""

    def __init__(self, now_ms: Callable[[], int], *, per_s: float = 500, burst: int = 5000, most: int = 20_000) -> None:
        self._now_ms = now_ms
        self._per_ms = per_s / 1000
        self._burst = float(burst)
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, address: str) -> int:
        """0 when the request may go on, else the seconds to wait (at least 1)."""
        now = self._now_ms()
        left, then = self._buckets.pop(address, (self._burst, now))
        left = min(self._burst, left + max(0, now - then) * self._per_ms)
        granted = left >= 1
        self._buckets[address] = (left - 1 if granted else left, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0 if granted else math.ceil((1 - left) / self._per_ms / 1000)
