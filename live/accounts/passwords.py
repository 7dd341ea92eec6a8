"""Passwords as argon2id hashes (RFC 9106), computed beside the event loop."""

from __future__ import annotations

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 2
"""Each hash takes 64 MiB and a core for tens of milliseconds: more at once only starve the rest of the process."""


class Passwords:
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        # Compared with when there is no such account, so that the time taken tells nothing.
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """False for a wrong password, and after the same work for `stored=None` (no such account)."""
        async with self._gate:
            matches = await asyncio.to_thread(self._matches, stored or self._nobody, _normal(password))
        return matches and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Was it made with other parameters than today's?"""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    # The same keys give composed or decomposed letters on different systems (NIST SP 800-63B section 5.1.1.2).
    return unicodedata.normalize("NFKC", password)
