"""One viewer: which payload types its offer gave, its subscriptions, and the repeats it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from live.relay.answer import Taken
from live.relay.fanout import Subscription
from live.relay.packet import OutPacket
from live.relay.peer import Peer
from live.relay.rtp import pack_header
from live.relay.sdp import Codec
from live.relay.track import Track

REPEATS_PER_S = 1_000
"""Beyond this a viewer is asking for more than a mended link needs, and would use us to flood somebody."""


class Viewer:
    """`staff` may watch a private preview. `waits` says that video shall begin and has not."""

    def __init__(self, viewer_id: str, staff: bool, taken: Sequence[Taken]) -> None:
        self.viewer_id = viewer_id
        self.staff = staff
        self.peer: Peer | None = None
        self.subscriptions: dict[str, Subscription] = {}
        self.waiting_since_s: float | None = None
        self.catching_up_from: int | None = None
        self._taken = {part.kind: part for part in taken}
        self._repair_index = 0
        self._repeats_left = float(REPEATS_PER_S)
        self._repeats_at_s = 0.0

    @property
    def kinds(self) -> list[str]:
        return list(self._taken)

    def payload_type(self, kind: str, codec: str | None) -> int | None:
        """What this viewer calls the codec; of several H264 ones the first with packetization mode 1."""
        part = self._taken.get(kind)
        if part is None or codec is None:
            return None
        fitting: list[Codec] = [each for each in part.codecs if each.name == codec]
        fitting.sort(key=lambda each: each.settings.get("packetization-mode", "1") == "0")
        return fitting[0].payload_type if fitting else None

    def repeat(self, track: Track, sequences: Sequence[int], now_s: float) -> None:
        """Answers a NACK from the track's history: in the repair stream, else with the very bytes sent before."""
        subscription = self.subscriptions.get(track.kind)
        if subscription is None or subscription.first is None or self.peer is None:
            return
        for sequence in sequences:
            packet = track.history.find(sequence)
            # Not sent yet (it waits for its group), or from before this viewer's beginning.
            if packet is None or not packet.wire or packet.index < subscription.first:
                continue
            if not self._may_repeat(now_s):
                return
            self.peer.send(self._repaired(track, subscription, packet) or subscription.seal(packet))

    def _may_repeat(self, now_s: float) -> bool:
        grown = self._repeats_left + (now_s - self._repeats_at_s) * REPEATS_PER_S
        self._repeats_left = min(float(REPEATS_PER_S), grown) - 1
        self._repeats_at_s = now_s
        if self._repeats_left < 0:
            self._repeats_left = 0.0
            return False
        return True

    def _repaired(self, track: Track, subscription: Subscription, packet: OutPacket) -> bytes:
        """RFC 4588: the original number, then the payload, under a number of the repair stream. Empty without one."""
        part = self._taken[track.kind]
        payload_type = next(
            (at for at, repaired in part.repaired().items() if repaired == subscription.payload_type), None
        )
        if payload_type is None or track.repair_ssrc is None or self.peer is None or self.peer.sealer is None:
            return b""
        self._repair_index += 1
        header = pack_header(payload_type, packet.marker, self._repair_index, packet.timestamp, track.repair_ssrc)
        payload = (packet.index & 0xFFFF).to_bytes(2, "big") + packet.payload
        return self.peer.sealer.seal(track.repair_ssrc, self._repair_index, header, payload)

    def send(self, report: bytes) -> None:
        """Sends an RTCP packet."""
        if self.peer is not None:
            self.peer.send_rtcp(report)
