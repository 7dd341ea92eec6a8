"""SRTP for the way out: keys (RFC 3711 section 4.3, RFC 7714 section 11) and sealing with AES-GCM into one buffer.

Libsrtp (through `peer.py`) takes what comes in, all RTCP, and viewers who cannot do GCM: none of that is hot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TAG_BYTES = 16

SealInto = Callable[[bytes, bytes, bytes, memoryview], int]
"""`encrypt_into(nonce, payload, header, where)`; `where` has exactly the payload's length and the tag's."""


def derive(master_key: bytes, master_salt: bytes, label: int, length: int) -> bytes:
    """The key derivation with AES in counter mode, rate 0. A GCM salt of 12 bytes is padded with zeros to 14."""
    start = bytearray(master_salt.ljust(14, b"\0") + b"\0\0")
    start[7] ^= label
    encryptor = Cipher(algorithms.AES(master_key), modes.CTR(bytes(start))).encryptor()
    return encryptor.update(bytes(length))


class Sealer(Protocol):
    """Encrypts one RTP packet for one remote; used for repeats and where no group can be made."""

    def seal(self, ssrc: int, index: int, header: bytes, payload: bytes) -> bytes:
        """The whole SRTP packet. `index` is the 48-bit packet index whose low half-word is the sequence number.

        The same (ssrc, index) must only ever be sealed with the same bytes.
        """
        ...


class GcmSealer:
    """AEAD_AES_128_GCM or AEAD_AES_256_GCM. The hot path uses `seal_into` and `nonce_base` directly (fanout.py)."""

    def __init__(self, master_key: bytes, master_salt: bytes) -> None:
        self._cipher = AESGCM(derive(master_key, master_salt, 0, len(master_key)))
        self._salt = int.from_bytes(derive(master_key, master_salt, 2, 12), "big")
        self.seal_into: SealInto = self._cipher.encrypt_into

    def nonce_base(self, ssrc: int) -> int:
        """XOR this with a packet index to have the nonce as a number of 12 bytes (RFC 7714 section 8.1)."""
        return self._salt ^ ssrc << 48

    def seal(self, ssrc: int, index: int, header: bytes, payload: bytes) -> bytes:
        nonce = (self.nonce_base(ssrc) ^ index).to_bytes(12, "big")
        return header + self._cipher.encrypt(nonce, payload, header)
