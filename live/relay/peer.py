"""One remote on the shared port: its ICE, DTLS and SRTP. The only file that knows aiortc.

Of aiortc it uses `RTCDtlsTransport` over a stub ICE transport, with private names where there is no public one:
`_set_role`, `_srtp_profiles`, `_ssl`, `_rx_srtp`, `_tx_srtp`. `tests/live/relay/test_peer.py` guards the version.
"""
# pyright: reportPrivateUsage=false

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, cast

import pylibsrtp
import structlog
from aiortc import RTCCertificate, rtcdtlstransport
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from OpenSSL import SSL

from live.relay.ice import IceAgent
from live.relay.peer_address import PeerAddress
from live.relay.rtp import is_rtcp
from live.relay.srtp import GcmSealer, Sealer

logger = structlog.get_logger("relay")

CONNECT_LIMIT_S = 30.0
_MAX_WAITING = 64

_PROFILES = [rtcdtlstransport.SRTP_AEAD_AES_128_GCM, rtcdtlstransport.SRTP_AES128_CM_SHA1_80]
_CIPHERS = (
    b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:"
    b"ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:"
    b"ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA"
)


class Certificate(RTCCertificate):
    """aiortc's P-256 certificate, but as a DTLS client we also take remotes with RSA ones."""

    def _create_ssl_context(self, srtp_profiles: list[rtcdtlstransport.SRTPProtectionProfile]) -> SSL.Context:
        context = super()._create_ssl_context(srtp_profiles)
        context.set_cipher_list(_CIPHERS)
        return context

    @property
    def fingerprint(self) -> str:
        """By SHA-256, as in `a=fingerprint`."""
        return next(each.value for each in self.getFingerprints() if each.algorithm == "sha-256")


def make_certificate() -> Certificate:
    return Certificate.generateCertificate()


class PeerOwner(Protocol):
    """Who is told what a peer receives. `now_s` is the port's clock."""

    def connected(self, peer: Peer) -> None: ...
    def rtp(self, peer: Peer, packet: bytes, now_s: float) -> None: ...
    def rtcp(self, peer: Peer, packet: bytes, now_s: float) -> None: ...
    def closed(self, peer: Peer) -> None: ...


class _Wire:
    """What `RTCDtlsTransport` needs of an ICE transport."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send_datagram = send
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(_MAX_WAITING)

    def put(self, datagram: bytes) -> None:
        # A full queue means a flood: DTLS repeats what it needs.
        if not self._waiting.full():
            self._waiting.put_nowait(datagram)

    def hang_up(self) -> None:
        while self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    async def _recv(self) -> bytes:
        datagram = await self._waiting.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, data: bytes) -> None:
        self._send_datagram(data)


class LibsrtpSealer:
    """AES128_CM_SHA1_80 through libsrtp, which counts roll-overs itself: an index must grow but for repeats."""

    def __init__(self, outgoing: pylibsrtp.Session) -> None:
        self._outgoing = outgoing

    def seal(self, ssrc: int, index: int, header: bytes, payload: bytes) -> bytes:
        try:
            return self._outgoing.protect(header + payload)
        except (pylibsrtp.Error, ValueError):
            return b""  # too long for libsrtp's buffer, or a repeat too old for its window


class Peer:
    """`address` is where the remote is, None until its first genuine check."""

    def __init__(
        self,
        session_id: str,
        ice: IceAgent,
        certificate: Certificate,
        fingerprints: tuple[tuple[str, str], ...],
        active: bool,
        owner: PeerOwner,
        send: Callable[[bytes, PeerAddress], None],
        now_s: float,
    ) -> None:
        self.session_id = session_id
        self.ice = ice
        self.created_s = self.heard_s = now_s
        self.sealer: Sealer | None = None
        self.is_connected = False
        self._owner = owner
        self._send = send
        self._fingerprints = fingerprints
        self._reachable = asyncio.Event()
        self._over = asyncio.Event()
        self._wire = _Wire(self._send_dtls)
        self._dtls = RTCDtlsTransport(cast(Any, self._wire), [certificate])
        self._dtls._set_role("client" if active else "server")
        self._dtls._srtp_profiles = _PROFILES
        self._dtls.on("statechange", self._state_changed)
        self._task = asyncio.create_task(self._run(), name=f"peer {session_id}")
        self._was_told = False

    @property
    def address(self) -> PeerAddress | None:
        return self.ice.address

    def checked(self, now_s: float) -> None:
        """A genuine connectivity check came."""
        self.heard_s = now_s
        self._reachable.set()

    def dtls(self, datagram: bytes) -> None:
        self._wire.put(datagram)

    def media(self, datagram: bytes, now_s: float) -> None:
        """SRTP or SRTCP. What does not authenticate is dropped without a word."""
        if not self.is_connected:
            return
        incoming = self._dtls._rx_srtp
        try:
            if is_rtcp(datagram):
                packet = incoming.unprotect_rtcp(datagram)
                self.heard_s = now_s
                self._owner.rtcp(self, packet, now_s)
            else:
                packet = incoming.unprotect(datagram)
                self.heard_s = now_s
                self._owner.rtp(self, packet, now_s)
        except (pylibsrtp.Error, ValueError):
            return

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypts and sends one RTCP compound, if the remote is connected."""
        if self.is_connected and self.address is not None:
            self._send(self._dtls._tx_srtp.protect_rtcp(packet), self.address)

    def send(self, datagram: bytes) -> None:
        if datagram and self.address is not None:
            self._send(datagram, self.address)

    async def close(self) -> None:
        """Says goodbye to the remote and ends; `owner.closed` is called once."""
        self._over.set()
        await asyncio.wait([self._task])

    def close_soon(self) -> None:
        self._over.set()

    async def _run(self) -> None:
        try:
            connecting = asyncio.create_task(self._connect())
            over = asyncio.create_task(self._over.wait())
            await asyncio.wait({connecting, over}, return_when=asyncio.FIRST_COMPLETED, timeout=CONNECT_LIMIT_S)
            if connecting.done() and (error := connecting.exception()) is not None:
                logger.error("a peer failed to connect", exc_info=error)
            elif self.is_connected:
                await over
            for task in (connecting, over):
                task.cancel()
            await asyncio.gather(connecting, over, return_exceptions=True)
            await self._dtls.stop()
        finally:
            self.is_connected = False
            self._wire.hang_up()
            if not self._was_told:
                self._was_told = True
                self._owner.closed(self)

    async def _connect(self) -> None:
        # A DTLS client's first flight would be lost before ICE knows where to send it.
        await self._reachable.wait()
        fingerprints = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in self._fingerprints]
        try:
            await self._dtls.start(RTCDtlsParameters(fingerprints=fingerprints))
        except SSL.Error:
            return
        if self._dtls.state == "connected" and self._dtls._ssl is not None:
            self.sealer = self._make_sealer(self._dtls._ssl)
            self.is_connected = True
            self._owner.connected(self)

    def _make_sealer(self, ssl: SSL.Connection) -> Sealer:
        profile = next(each for each in _PROFILES if each.openssl_profile == ssl.get_selected_srtp_profile())
        if profile is not rtcdtlstransport.SRTP_AEAD_AES_128_GCM:
            return LibsrtpSealer(self._dtls._tx_srtp)
        length = 2 * (profile.key_length + profile.salt_length)
        material = ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", length)
        both = profile.get_key_and_salt(material, 1 if self._dtls._role == "server" else 0)
        return GcmSealer(both[: profile.key_length], both[profile.key_length :])

    def _state_changed(self) -> None:
        if self._dtls.state in ("closed", "failed"):
            self._over.set()

    def _send_dtls(self, datagram: bytes) -> None:
        self.send(datagram)
