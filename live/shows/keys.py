"""Stream keys (who may publish a show) and slugs (where it is watched)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata


def new_stream_key() -> str:
    """32 random bytes as text. Shown once: only `stream_key_hash` of it is kept."""
    return secrets.token_urlsafe(32)


def stream_key_hash(key: str) -> str:
    """SHA-256 is enough without a salt or stretching: the key has 256 bits of chance."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def stream_key_matches(key: str, stored_hash: str) -> bool:
    return hmac.compare_digest(stream_key_hash(key), stored_hash)


def slug_of(title: str, show_id: str) -> str:
    """`live-batik-pagi-7k2m9x`: words of the title that an address can hold, then the end of the id (30 bits of
    chance), so that two shows of one title differ and a show that is not announced can't be guessed from its title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    tail = show_id[-6:]
    return f"{words}-{tail}" if words else f"show-{tail}"
