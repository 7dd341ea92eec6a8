"""Fresh ids and the present time: the real ones, passed in by the composition root."""

from __future__ import annotations

import secrets
import time

# Crockford's base 32: no I, L, O, U, so that an id can be read out on the phone.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _base32(value: int, length: int) -> str:
    return "".join(_ALPHABET[(value >> 5 * place) & 31] for place in range(length - 1, -1, -1))


def new_id(prefix: str) -> str:
    """`prefix_` and 26 characters: 48 bits of milliseconds, then 80 bits of chance, so that ids sort by time."""
    return f"{prefix}_{_base32(now_ms(), 10)}{_base32(secrets.randbits(80), 16)}"


def now_ms() -> int:
    return time.time_ns() // 1_000_000
