"""The far end of one WebRTC connection to the relay, as light as can be: ICE checks, DTLS, SRTP on a socket of its own.

DTLS and SRTP are the relay's own `Peer`, as a DTLS client; what comes in is decrypted by libsrtp.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
from typing import Any, cast

from aioice import stun

from live.relay.ice import Credentials, IceAgent
from live.relay.peer import Certificate, Peer
from live.relay.rtp import is_rtcp

_BUFFER_BYTES = 4 << 20
_SAMPLE = 64

OFFER = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
{media}"""
_MEDIA = """m={kind} 9 UDP/TLS/RTP/SAVPF {formats}
c=IN IP4 0.0.0.0
a=ice-ufrag:{ufrag}
a=ice-pwd:{pwd}
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:{mid}
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a={direction}
a=rtcp-mux
a=rtcp-rsize
{codecs}"""
_AUDIO = "a=rtpmap:111 opus/48000/2\na=fmtp:111 minptime=10;useinbandfec=1\n"
_VIDEO = """a=rtpmap:96 VP8/90000
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtcp-fb:96 transport-cc
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
"""


class MediaEnd:
    """Counts what comes. Of the RTP every 64th packet is decrypted, to know that it is genuine."""

    def __init__(self, certificate: Certificate) -> None:
        self.packets = 0
        self.verified = 0
        self.highest = 0
        self.connected_event = asyncio.Event()
        self.peer: Peer | None = None
        self._loop = asyncio.get_running_loop()
        self._certificate = certificate
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        self._socket.setblocking(False)
        self._socket.bind(("127.0.0.1", 0))
        self._buffer = bytearray(2048)
        self._local = Credentials(secrets.token_hex(4), secrets.token_hex(16))
        self._remote = Credentials("", "")
        self._address = ("127.0.0.1", 0)
        self._checked = asyncio.Event()

    def offer(self, direction: str) -> str:
        media = ""
        for mid, kind, formats, codecs in ((0, "audio", "111", _AUDIO), (1, "video", "96 97", _VIDEO)):
            media += _MEDIA.format(
                kind=kind, formats=formats, ufrag=self._local.ufrag, pwd=self._local.pwd, mid=mid,
                fingerprint=self._certificate.fingerprint, direction=direction, codecs=codecs,
            )  # fmt: skip
        return OFFER.format(media=media).replace("\n", "\r\n")

    async def connect(self, answer: str, limit_s: float = 20) -> None:
        """Raises TimeoutError."""

        def found(pattern: str) -> str:
            match = re.search(pattern, answer, re.MULTILINE)
            if match is None:
                raise ValueError(f"the answer has no {pattern}")
            return match[1]

        self._remote = Credentials(found(r"^a=ice-ufrag:(\S+)"), found(r"^a=ice-pwd:(\S+)"))
        self._address = ("127.0.0.1", int(found(r"^m=audio (\d+)")))
        agent = IceAgent(self._local, self._remote.ufrag)
        agent.address = cast(Any, self._address)  # opaque to the peer, who hands it to `send`
        fingerprints = (("sha-256", found(r"^a=fingerprint:sha-256 (\S+)")),)
        self.peer = Peer("bench", agent, self._certificate, fingerprints, True, self, self.send, self._loop.time())
        self._loop.add_reader(self._socket.fileno(), self._readable)
        async with asyncio.timeout(limit_s):
            while not self._checked.is_set():
                self.check()
                await asyncio.sleep(0.05)
            self.peer.checked(self._loop.time())
            await self.connected_event.wait()

    async def close(self) -> None:
        if self.peer is not None:
            await self.peer.close()
            self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    def check(self) -> None:
        """One connectivity check; browsers go on with them every 2.5 s (RFC 7675)."""
        message = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.REQUEST,
            attributes={
                "USERNAME": f"{self._remote.ufrag}:{self._local.ufrag}",
                "PRIORITY": 1,
                "ICE-CONTROLLING": 1,
                "USE-CANDIDATE": None,
            },
        )
        message.add_message_integrity(self._remote.pwd.encode())
        self.send(bytes(message))

    def send(self, datagram: bytes | memoryview, _address: object = None) -> None:
        """There is but one address: the relay's."""
        self._socket.sendto(datagram, self._address)

    def _readable(self) -> None:
        receive, buffer = self._socket.recv_into, self._buffer
        while True:
            try:
                size = receive(buffer)
            except BlockingIOError:
                return
            first = buffer[0]
            if first > 127 and not 192 <= buffer[1] <= 223:
                if buffer[1] & 0x7F == 96:
                    self.highest = buffer[2] << 8 | buffer[3]
                self.packets += 1
                if self.packets % _SAMPLE:
                    continue
            self._rest(bytes(buffer[:size]))

    def _rest(self, datagram: bytes) -> None:
        first = datagram[0]
        if first < 4:
            self._checked.set()
        elif self.peer is not None and first < 64:
            self.peer.dtls(datagram)
        elif self.peer is not None and (is_rtcp(datagram) or first > 127):
            self.peer.media(datagram, self._loop.time())

    # What the peer tells (PeerOwner)

    def connected(self, peer: Peer) -> None:
        self.connected_event.set()

    def rtp(self, peer: Peer, packet: bytes, now_s: float) -> None:
        self.verified += 1

    def rtcp(self, peer: Peer, packet: bytes, now_s: float) -> None:
        """For those who want it."""

    def closed(self, peer: Peer) -> None:
        """The bench ends it."""
