"""One track of a show as viewers see it: one source without end, whatever hosts come and go behind it."""

from __future__ import annotations

from dataclasses import dataclass

from live.relay import rtcp
from live.relay.history import History
from live.relay.keyframes import GroupOfPictures, starts_key_frame
from live.relay.packet import OutPacket
from live.relay.rtp import RtpPacket
from live.relay.sequence import Continuation

CLOCK_RATE_HZ = {"audio": 48_000, "video": 90_000}


@dataclass(frozen=True, slots=True)
class Clocks:
    """The host's sender report as viewers may have it: this NTP time is that RTP timestamp, as of `at_s`."""

    ntp: int
    timestamp: int
    at_s: float


class Track:
    """`codec` is the one the host sends now, upper case, or None before the first packet."""

    def __init__(self, kind: str, ssrc: int, repair_ssrc: int | None) -> None:
        self.kind = kind
        self.ssrc = ssrc
        self.repair_ssrc = repair_ssrc
        self.codec: str | None = None
        self.continuation = Continuation(CLOCK_RATE_HZ[kind])
        self.history = History(4096 if kind == "video" else 256)
        self.pictures = GroupOfPictures()
        self.pending: list[OutPacket] = []
        self.clocks: Clocks | None = None
        self.packets = 0
        self.octets = 0
        self._key_timestamp: int | None = None

    def stop(self) -> None:
        """The host is gone: what it sends next begins anew, at a key frame."""
        self.continuation.stop()
        self.pictures.clear()
        self.clocks = None

    def report(self, now_s: float) -> bytes | None:
        """A sender report for now, reckoned on from the host's last: without any, a browser cannot bring sound and
        picture together. None until the host has told its clocks."""
        if self.clocks is None:
            return None
        elapsed_s = now_s - self.clocks.at_s
        return rtcp.sender_report(
            rtcp.SenderReport(
                self.ssrc,
                (self.clocks.ntp + round(elapsed_s * (1 << 32))) & 0xFFFFFFFFFFFFFFFF,
                (self.clocks.timestamp + round(elapsed_s * CLOCK_RATE_HZ[self.kind])) & 0xFFFFFFFF,
                self.packets & 0xFFFFFFFF,
                self.octets & 0xFFFFFFFF,
            )
        )

    def accept(self, packet: RtpPacket, index: int, codec: str, now_s: float) -> OutPacket | None:
        """The packet as it goes on, or None if it is from before the stream's (new) beginning.

        `index` is the host's. A video track begins at a key frame.
        """
        starts = starts_key_frame(codec, packet.payload)
        if not self.continuation.begun or codec != self.codec:
            if self.kind == "video" and not starts:
                return None
            self.codec = codec
            self.pictures.clear()
            self._key_timestamp = None
            self.continuation.begin(index, packet.timestamp, now_s)
        mapped = self.continuation.map(index, packet.timestamp, now_s)
        if mapped is None:
            return None
        # Parameter sets and the picture are packets of one time: only the first of them begins the key frame.
        key_start = starts and mapped[1] != self._key_timestamp
        if key_start:
            self._key_timestamp = mapped[1]
        out = OutPacket(mapped[0], mapped[1], packet.marker, packet.payload, key_start)
        self.history.add(out)
        if self.kind == "video":
            self.pictures.add(out)
        self.packets += 1
        self.octets += len(out.payload)
        return out
