"""Small pieces of the wire format that every area shares: times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# Reckoned in whole milliseconds: a float of seconds loses some of them in far years.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def rfc3339(ms: int) -> str:
    """`2026-11-22T16:20:59.123Z` for milliseconds since 1970 UTC (RFC 3339 section 5.6)."""
    return (_EPOCH + ms * _MS).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_rfc3339(text: str) -> int:
    """Milliseconds since 1970 UTC.

    Raises:
        ValueError: not RFC 3339, without an offset from UTC, or not between 1970 and 9998.
    """
    if len(text) > 40 or "T" not in text.upper():
        raise ValueError("not an RFC 3339 time")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the time has no offset from UTC (end it with Z)")
    # A time of year 0 or 10000 in UTC could be kept but never be told again by `rfc3339`.
    if not 1970 <= moment.year <= 9998:
        raise ValueError("the year must be between 1970 and 9998")
    return max(0, (moment - _EPOCH) // _MS)
