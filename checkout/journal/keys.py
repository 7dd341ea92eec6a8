"""The names of a sale's keys in Redis. All share one hash tag, so that one script may touch them all on a cluster."""

from __future__ import annotations

JOURNAL_KEYS = ("m", "ev", "seen")
"""`m` hash: epoch, offset (the last one given), open, hold_ttl_ms, cool_down_ms, base. Without it the sale is lost.
`ev` stream: the log. `seen` zset: event id -> offset, the latest of them."""


def key_of(sale_id: str, name: str) -> str:
    return f"{{{sale_id}}}:{name}"


def journal_keys(sale_id: str) -> list[str]:
    return [key_of(sale_id, name) for name in JOURNAL_KEYS]
