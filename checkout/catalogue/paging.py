"""Where a list goes on: an opaque cursor made of the last row's sort key. Pure."""

from __future__ import annotations

import base64
import binascii
import re

from checkout.errors import Invalid

_KEY = re.compile(r"(\d{1,19})\.([a-z]{1,8}_[0-9a-z]{1,60})", re.ASCII)
DEFAULT_LIMIT = 50
MAX_LIMIT = 100


def encode_cursor(at_ms: int, row_id: str) -> str:
    return base64.urlsafe_b64encode(f"{at_ms}.{row_id}".encode()).rstrip(b"=").decode()


def decode_cursor(text: str | None) -> tuple[int, str] | None:
    """(time, id) of the last row that was given; None at the beginning. Raises `Invalid`."""
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
    except (UnicodeError, binascii.Error, ValueError):
        raw = ""
    match = _KEY.fullmatch(raw)
    if match is None or int(match[1]) >= 2**63:
        raise Invalid("cursor: not one of ours", {"cursor": "pass back what `next` said"})
    return int(match[1]), match[2]


def decode_limit(text: str | None) -> int:
    """Raises `Invalid`."""
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MAX_LIMIT):
        raise Invalid(f"limit: 1 to {MAX_LIMIT}", {"limit": f"1 to {MAX_LIMIT}"})
    return int(text)
