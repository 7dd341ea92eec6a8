"""aiortc's private parts that peer.py stands on: an upgrade must be looked at, not slip in."""

from __future__ import annotations

import inspect
from importlib.metadata import version

from aiortc import rtcdtlstransport
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport

from live.relay.peer import make_certificate


def test_versions_are_the_ones_that_were_read():
    assert version("aiortc") == "1.16.0"
    assert version("pylibsrtp") == "1.0.0"


def test_private_names_are_there():
    source = inspect.getsource(RTCDtlsTransport)
    for name in ("_set_role", "_srtp_profiles", "_ssl", "_rx_srtp", "_tx_srtp", "self.transport._recv", "._send("):
        assert name in source
    assert list(inspect.signature(RTCCertificate._create_ssl_context).parameters) == ["self", "srtp_profiles"]
    assert rtcdtlstransport.SRTP_AEAD_AES_128_GCM.openssl_profile == b"SRTP_AEAD_AES_128_GCM"


def test_certificate_is_p256():
    certificate = make_certificate()
    assert len(certificate.fingerprint.split(":")) == 32
    assert certificate._key.curve.name == "secp256r1"
