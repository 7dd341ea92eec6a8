"""The host's side of a show: takes packets in, asks again for lost ones, says when packets arrived and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from live.relay import rtcp
from live.relay.answer import Taken
from live.relay.arrivals import Arrivals
from live.relay.keyframes import starts_key_frame
from live.relay.losses import Losses
from live.relay.peer import Peer
from live.relay.picture_size import picture_size
from live.relay.rtp import RtpPacket, parse
from live.relay.sequence import MAX_GAP, Unwrapper
from live.relay.track import CLOCK_RATE_HZ

FEEDBACK_S = 0.1
REPORT_S = 1.0
KEY_FRAME_THROTTLE_S = 0.3
_OUR_SSRC = 1

Forward = Callable[[str, str, RtpPacket, int, bool, float], None]
"""forward(kind, codec, packet, index, begins_anew, now_s)."""


class Source:
    """One incoming SSRC of media. `size` is (width, height) in pixels where the codec tells it in the clear."""

    def __init__(self, kind: str, ssrc: int) -> None:
        self.kind = kind
        self.codec = ""
        self.size: tuple[int, int] | None = None
        self.bitrate_bps = 0
        self.ssrc = ssrc
        self.unwrapper = Unwrapper()
        self.losses = Losses()
        self.first: int | None = None
        self.received = 0
        self.jitter = 0.0
        self.report_ntp = 0
        self.report_at_s = 0.0
        self._octets = 0
        self._counted_s: float | None = None
        self._transit: float | None = None
        self._prior = (0, 0)

    def measure(self, now_s: float) -> None:
        """Called about once a second: the bitrate since the last time."""
        if self._counted_s is not None and now_s > self._counted_s:
            self.bitrate_bps = round(self._octets * 8 / (now_s - self._counted_s))
        self._octets, self._counted_s = 0, now_s

    def count(self, packet: RtpPacket, index: int, now_s: float) -> None:
        if self.first is None:
            self.first = index
        self.received += 1
        self._octets += len(packet.payload)
        transit = now_s * CLOCK_RATE_HZ[self.kind] - packet.timestamp
        if self._transit is not None:
            # RFC 3550 section 6.4.1; a wrap of the timestamp makes one wild value, which is left out.
            change = abs(transit - self._transit)
            if change < CLOCK_RATE_HZ[self.kind] * 10:
                self.jitter += (change - self.jitter) / 16
        self._transit = transit

    def block(self, now_s: float) -> rtcp.ReportBlock:
        highest = self.unwrapper.highest or 0
        expected = highest - (self.first or highest) + 1
        lost = expected - self.received
        interval = expected - self._prior[0], self.received - self._prior[1]
        self._prior = (expected, self.received)
        fraction = max(0, (interval[0] - interval[1]) * 256 // interval[0]) if interval[0] > 0 else 0
        delay = round((now_s - self.report_at_s) * 65_536) if self.report_ntp else 0
        middle = self.report_ntp >> 16 & 0xFFFFFFFF
        return rtcp.ReportBlock(
            self.ssrc, min(fraction, 255), lost, highest - (1 << 16), int(self.jitter), middle, delay
        )


class Publisher:
    """Fed by its peer with decrypted packets; `tick` is called every few hundredths of a second."""

    def __init__(self, taken: Sequence[Taken], forward: Forward) -> None:
        self.peer: Peer | None = None
        self.media_s: float | None = None
        """When the last packet of media came."""
        self.ntp_offset: int | None = None
        self._forward = forward
        self._kinds = {codec.payload_type: (part.kind, codec.name) for part in taken for codec in part.codecs}
        self._repaired = {at: to for part in taken for at, to in part.repaired().items()}
        self._extension_id = next(
            (part.transport_extension_id for part in taken if part.transport_extension_id is not None), None
        )
        self._sources: dict[str, Source] = {}
        self._arrivals = Arrivals()
        self._feedback_s = self._report_s = 0.0
        self._asked_s = -1.0
        self._is_asked = False
        self._wants_key_frame = False
        self._unanswered = 0
        self.ignores_requests = False
        """Some encoders never make a key frame when asked (FFmpeg's): found out by a request that took too long."""

    @property
    def packets_lost(self) -> int:
        return sum(source.losses.lost for source in self._sources.values())

    @property
    def sources(self) -> list[Source]:
        return list(self._sources.values())

    def kind_of(self, ssrc: int) -> str | None:
        return next((kind for kind, source in self._sources.items() if source.ssrc == ssrc), None)

    def rtp(self, datagram: bytes, now_s: float) -> None:
        packet = parse(datagram, self._extension_id)
        if packet is None:
            return
        if packet.transport_sequence is not None:
            self._arrivals.arrived(packet.transport_sequence, now_s)
        if packet.payload_type in self._repaired:
            packet = self._unwrap_repair(packet)
            if packet is None:
                return
        kind_and_codec = self._kinds.get(packet.payload_type)
        if kind_and_codec is None:
            return
        kind, codec = kind_and_codec
        source = self._sources.get(kind)
        if source is None or source.ssrc != packet.ssrc:
            source = self._sources[kind] = Source(kind, packet.ssrc)
        self._take(source, codec, packet, now_s)

    def _take(self, source: Source, codec: str, packet: RtpPacket, now_s: float) -> None:
        before = source.unwrapper.highest
        index = source.unwrapper.unwrap(packet.sequence)
        begins = before is None or index - before > MAX_GAP
        if begins:
            source.losses = Losses()
        if not source.losses.arrived(index, now_s):
            return  # a repeat: hosts probe the bandwidth with old packets
        source.count(packet, index, now_s)
        self.media_s = now_s
        source.codec = codec
        if source.kind == "video" and starts_key_frame(codec, packet.payload):
            source.size = picture_size(codec, packet.payload) or source.size
        self._forward(source.kind, codec, packet, index, begins, now_s)

    def _unwrap_repair(self, packet: RtpPacket) -> RtpPacket | None:
        """The packet that a repair packet carries (RFC 4588 section 4), of the source that we hear now."""
        payload_type = self._repaired[packet.payload_type]
        kind_and_codec = self._kinds.get(payload_type)
        source = self._sources.get(kind_and_codec[0]) if kind_and_codec else None
        # Without payload it only probes the bandwidth.
        if source is None or len(packet.payload) < 2:
            return None
        original = packet.payload[0] << 8 | packet.payload[1]
        return packet._replace(
            payload_type=payload_type, sequence=original, ssrc=source.ssrc, payload=packet.payload[2:]
        )

    def reported(self, report: rtcp.SenderReport, now_s: float) -> str | None:
        """The kind of the track that this sender report is about, if we hear it."""
        kind = self.kind_of(report.ssrc)
        if kind is not None:
            self._sources[kind].report_ntp = report.ntp
            self._sources[kind].report_at_s = now_s
        return kind

    def want_key_frame(self) -> None:
        """Asks the host at the next tick: all wishes in between are one request."""
        self._wants_key_frame = True

    def key_frame_came(self) -> None:
        if self._is_asked:
            # One that comes late would have come anyway: that is no answer.
            self.ignores_requests = self._unanswered >= 2
        self._wants_key_frame = self._is_asked = False
        self._unanswered = 0

    def tick(self, now_s: float) -> None:
        """Sends the host whatever is due: requests for repeats, key frames, feedback, reports."""
        peer = self.peer
        if peer is None or not peer.is_connected:
            return
        out: list[bytes] = []
        for source in self._sources.values():
            missing = source.losses.due(now_s)
            if missing:
                out.append(rtcp.nack(_OUR_SSRC, source.ssrc, missing))
            if source.losses.give_up(now_s) and source.kind == "video":
                self._wants_key_frame = True
        out += self._key_frame_request(now_s)
        if now_s - self._feedback_s >= FEEDBACK_S and self._sources:
            self._feedback_s = now_s
            feedback = self._arrivals.feedback(_OUR_SSRC, next(iter(self._sources.values())).ssrc)
            out += [feedback] if feedback else []
        blocks: list[rtcp.ReportBlock] = []
        if now_s - self._report_s >= REPORT_S:
            self._report_s = now_s
            for source in self._sources.values():
                source.measure(now_s)
            blocks = [source.block(now_s) for source in self._sources.values()]
        if out or blocks:
            # A compound begins with a report, for hosts that know no reduced-size RTCP.
            peer.send_rtcp(rtcp.receiver_report(_OUR_SSRC, blocks) + b"".join(out))

    def _key_frame_request(self, now_s: float) -> list[bytes]:
        video = self._sources.get("video")
        if not self._wants_key_frame or video is None or now_s - self._asked_s < KEY_FRAME_THROTTLE_S:
            return []
        if self._is_asked:
            self._unanswered += 1
        self._is_asked, self._asked_s = True, now_s
        # Stays wanted, and is asked again, until one comes: requests are lost like other packets.
        return [rtcp.picture_loss(_OUR_SSRC, video.ssrc)]
