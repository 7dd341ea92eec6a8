"""Small pieces of the wire format that every area shares: times."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(ms: int) -> str:
    """`2026-11-22T16:20:59.123Z` for milliseconds since 1970 UTC (RFC 3339 section 5.6)."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_rfc3339(text: str) -> int:
    """Milliseconds since 1970 UTC.

    Raises:
        ValueError: not RFC 3339, or without an offset from UTC.
    """
    if len(text) > 40 or "T" not in text.upper():
        raise ValueError("not an RFC 3339 time")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the time has no offset from UTC (end it with Z)")
    return round(moment.timestamp() * 1000)
