from __future__ import annotations

import pytest
from pylibsrtp import Policy, Session

from live.relay.rtp import pack_header
from live.relay.srtp import GcmSealer, derive

KEY, SALT = bytes(range(16)), bytes(range(100, 112))


def test_key_derivation_vectors():
    """RFC 3711 appendix B.3."""
    key, salt = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139"), bytes.fromhex("0EC675AD498AFEEBB6960B3AABE6")
    assert derive(key, salt, 0, 16).hex().upper() == "C61E7A93744F39EE10734AFE3FF7A087"
    assert derive(key, salt, 2, 14).hex().upper() == "30CBBC08863D8C85D49DB34A9AE1"


@pytest.mark.parametrize(
    ("key", "profile"),
    [(KEY, Policy.SRTP_PROFILE_AEAD_AES_128_GCM), (KEY * 2, Policy.SRTP_PROFILE_AEAD_AES_256_GCM)],
)
def test_libsrtp_opens_what_we_seal_over_a_roll_over(key: bytes, profile: int):
    receiver = Session(Policy(key=key + SALT, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=profile))
    sealer = GcmSealer(key, SALT)
    for index in (65_533, 65_534, 65_536, 65_535, 65_537, 70_000):
        header = pack_header(96, False, index, 1_000, 0x20)
        assert receiver.unprotect(sealer.seal(0x20, index, header, b"picture")) == header + b"picture"


def test_sealing_into_a_buffer_is_the_same():
    sealer = GcmSealer(KEY, SALT)
    header = pack_header(96, True, 70_000, 1_000, 0x20)
    buffer = memoryview(bytearray(12 + 7 + 16))
    buffer[:12] = header
    sealer.seal_into((sealer.nonce_base(0x20) ^ 70_000).to_bytes(12, "big"), b"picture", header, buffer[12:])
    assert bytes(buffer) == sealer.seal(0x20, 70_000, header, b"picture")
