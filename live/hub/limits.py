"""Token buckets: how often somebody may do something. Pure: the time comes in as a value."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from checkout.errors import TooMany


@dataclass(frozen=True, slots=True)
class Rate:
    """`capacity` at once, refilled evenly within `per_s` seconds."""

    capacity: int
    per_s: float

    @property
    def per_ms(self) -> float:
        return self.capacity / (self.per_s * 1000)


class Bucket:
    """One somebody's tokens; full at first."""

    __slots__ = ("_at_ms", "_rate", "_tokens")

    def __init__(self, rate: Rate, now_ms: int) -> None:
        self._rate = rate
        self._tokens = float(rate.capacity)
        self._at_ms = now_ms

    def take(self, now_ms: int, cost: int = 1) -> int:
        """0 if `cost` tokens were there and are now taken, else the milliseconds until they will be."""
        elapsed_ms = max(0, now_ms - self._at_ms)
        self._tokens = min(self._rate.capacity, self._tokens + elapsed_ms * self._rate.per_ms)
        self._at_ms = now_ms
        if self._tokens >= cost:
            self._tokens -= cost
            return 0
        return math.ceil((cost - self._tokens) / self._rate.per_ms)

    def require(self, now_ms: int, message: str, cost: int = 1) -> None:
        """Raises `TooMany`."""
        wait_ms = self.take(now_ms, cost)
        if wait_ms:
            seconds = math.ceil(wait_ms / 1000)
            raise TooMany(message, {"retry_after_s": seconds}, retry_after_s=seconds)


class Buckets:
    """A bucket for each key. The ones longest unused are forgotten beyond `most`, so that memory stays bounded."""

    def __init__(self, rate: Rate, most: int = 20_000) -> None:
        self._rate = rate
        self._most = most
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def of(self, key: str, now_ms: int) -> Bucket:
        bucket = self._of.get(key)
        if bucket is None:
            bucket = self._of[key] = Bucket(self._rate, now_ms)
            if len(self._of) > self._most:
                self._of.popitem(last=False)
        else:
            self._of.move_to_end(key)
        return bucket
