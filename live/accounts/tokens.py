"""Secrets that sign somebody in: made here, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets

API_TOKEN_PREFIX = "etk_"  # noqa: S105 - a prefix, so that scanners of source code can recognise a leaked token


def new_token(prefix: str = "") -> str:
    """256 bits of chance as text that fits a URL, a cookie and a header."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256, in hex. No salt or stretching: 256 bits of chance can't be guessed."""
    # A header's bytes that are no UTF-8 come as lone surrogates: such a token is unknown, not an error.
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
