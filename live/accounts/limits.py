"""How often something may be tried: token buckets in memory, a bounded number of them."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from checkout.errors import TooMany
from checkout.outside import Clock


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_ms: int


class RateLimit:
    """`burst` tries at once, refilled evenly at `burst` per `period_s`. Each process counts for itself."""

    def __init__(self, now_ms: Clock, burst: int, period_s: int, *, max_keys: int = 20_000) -> None:
        self._now_ms = now_ms
        self._burst = burst
        self._per_ms = burst / (period_s * 1000)
        self._max_keys = max_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Takes one try; False (and nothing taken) when none is left."""
        return self._wait_ms(key) == 0

    def take(self, key: str) -> None:
        """Raises `TooMany` with the seconds until the next try."""
        wait_ms = self._wait_ms(key)
        if wait_ms:
            seconds = math.ceil(wait_ms / 1000)
            raise TooMany(f"Too many tries. Wait {seconds} s.", {"retry_after_s": seconds}, retry_after_s=seconds)

    def _wait_ms(self, key: str) -> int:
        now = self._now_ms()
        bucket = self._buckets.pop(key, None) or _Bucket(float(self._burst), now)
        gained = max(0, now - bucket.at_ms) * self._per_ms
        bucket.tokens = min(float(self._burst), bucket.tokens + gained)
        bucket.at_ms = now
        wait_ms = 0
        if bucket.tokens >= 1:
            bucket.tokens -= 1
        else:
            wait_ms = max(1, math.ceil((1 - bucket.tokens) / self._per_ms))
        self._buckets[key] = bucket
        # The bucket that was used longest ago is the likeliest to be full again: forgetting it gives nothing away.
        while len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        return wait_ms
