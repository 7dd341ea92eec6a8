"""HMAC-signed texts: guest tokens, order links. A token says what it is for, so that one kind can't pass as another."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac


class Signer:
    """`secret` has at least 32 bytes and is kept for as long as its tokens shall hold."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("the secret needs at least 32 bytes")
        self._secret = secret

    def sign(self, purpose: str, text: str, expires_ms: int | None = None) -> str:
        payload = f"{expires_ms or 0}:{text}".encode()
        return f"{_encode(payload)}.{_encode(self._tag(purpose, payload))}"

    def verify(self, purpose: str, token: str, now_ms: int) -> str | None:
        """The text, or None if the token was not signed for this purpose or is past its time."""
        body, _, tag = token.partition(".")
        payload = _decode(body)
        given = _decode(tag)
        if payload is None or given is None or not hmac.compare_digest(self._tag(purpose, payload), given):
            return None
        expires, _, text = payload.decode().partition(":")
        if int(expires) and now_ms >= int(expires):
            return None
        return text

    def _tag(self, purpose: str, payload: bytes) -> bytes:
        return hmac.digest(self._secret, purpose.encode() + b"\0" + payload, hashlib.sha256)[:20]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
