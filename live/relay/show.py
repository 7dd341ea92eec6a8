"""One show in the relay: its publisher, its viewers, the two tracks between them. Synchronous; `port.py` drives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from live.relay import rtcp
from live.relay.answer import Ssrcs
from live.relay.fanout import MAX_GROUP, GroupSender, Subscription, deliver, may_start_at
from live.relay.peer import Peer
from live.relay.publisher import Publisher
from live.relay.rtp import RtpPacket
from live.relay.track import Clocks, Track
from live.relay.viewer import Viewer

HOLD_S = 0.003
"""How long packets of an unfinished frame wait for company."""
SILENCE_S = 5.0
"""A host from whom no media came for so long is gone, as far as viewers can tell."""
REPLACEABLE_S = 2.5
"""A host that was silent for so long may be replaced by one with the same key."""
WAIT_FOR_KEY_FRAME_S = 0.25
YOUNG_PICTURES = 60
CATCH_UP_PACKETS = 64
KEY_FRAME_SPACING_S = 0.5
CLOCKS_S = 1.0

_NTP_EPOCH_S = 2_208_988_800


class ShowListener(Protocol):
    def publisher_joined(self, show: Show) -> None: ...
    def publisher_left(self, show: Show) -> None: ...


@dataclass(frozen=True, slots=True)
class Timing:
    """Clocks from outside: `wall_s` since 1970, `later(delay_s, call)`."""

    wall_s: Callable[[], float]
    monotonic_s: Callable[[], float]
    later: Callable[[float, Callable[[], None]], object]


class Show:
    """`public` says whether everyone may watch; before that only staff does (a private preview)."""

    def __init__(
        self, show_id: str, ssrcs: dict[str, Ssrcs], sender: GroupSender, timing: Timing, listener: ShowListener
    ) -> None:
        self.show_id = show_id
        self.public = False
        self.on_air = False
        self.publisher: Publisher | None = None
        self.viewers: dict[str, Viewer] = {}
        self.tracks = {kind: Track(kind, each.media, each.repair) for kind, each in ssrcs.items()}
        self._sender = sender
        self._timing = timing
        self._listener = listener
        self._audience: dict[str, dict[int, list[Subscription]]] = {kind: {} for kind in ssrcs}
        self._codecs: dict[str, str | None] = dict.fromkeys(ssrcs)
        self._active: dict[str, set[Viewer]] = {kind: set() for kind in ssrcs}
        self._joining: set[Viewer] = set()
        self._flush_is_due = False
        self._key_frame_s = 0.0
        self._told_clocks_s = 0.0

    @property
    def is_empty(self) -> bool:
        return self.publisher is None and not self.viewers

    @property
    def watching(self) -> int:
        """Viewers who are connected."""
        return sum(1 for viewer in self.viewers.values() if viewer.peer is not None and viewer.peer.is_connected)

    # The host's side

    def set_publisher(self, publisher: Publisher) -> None:
        self.publisher = publisher

    def publisher_is_replaceable(self, now_s: float) -> bool:
        peer = self.publisher.peer if self.publisher is not None else None
        return peer is None or now_s - peer.heard_s > REPLACEABLE_S

    def drop_publisher(self, publisher: Publisher) -> None:
        """Viewers stay, and go on with whoever comes next."""
        if publisher is self.publisher:
            self.publisher = None
            self._off_air()

    def _off_air(self) -> None:
        for track in self.tracks.values():
            self._flush(track)
            track.stop()
        if self.on_air:
            self.on_air = False
            self._listener.publisher_left(self)

    def host_rtcp(self, publisher: Publisher, packet: bytes, now_s: float) -> None:
        for item in rtcp.parse(packet):
            if isinstance(item, rtcp.SenderReport):
                self._host_clocks(publisher, item, now_s)

    def _host_clocks(self, publisher: Publisher, report: rtcp.SenderReport, now_s: float) -> None:
        kind = publisher.reported(report, now_s)
        if kind is None or not self.tracks[kind].continuation.begun or publisher is not self.publisher:
            return
        if publisher.ntp_offset is None:
            # One offset for both tracks of a host, or sound and picture would drift by the network's jitter.
            ours = round((self._timing.wall_s() + _NTP_EPOCH_S) * (1 << 32))
            publisher.ntp_offset = ours - report.ntp
        track = self.tracks[kind]
        ntp = (report.ntp + publisher.ntp_offset) & 0xFFFFFFFFFFFFFFFF
        track.clocks = Clocks(ntp, track.continuation.map_timestamp(report.timestamp), now_s)

    def _tell_clocks(self, now_s: float) -> None:
        """Once a second to every viewer: hosts report seldom, and a browser needs two to bring tracks together."""
        if now_s - self._told_clocks_s < CLOCKS_S:
            return
        self._told_clocks_s = now_s
        for kind, active in self._active.items():
            report = self.tracks[kind].report(now_s)
            if report is not None:
                for viewer in active:
                    viewer.send(report)

    def forward(self, kind: str, codec: str, packet: RtpPacket, index: int, begins: bool, now_s: float) -> None:
        """A packet of the host, repaired and new."""
        track = self.tracks[kind]
        if begins:
            track.stop()
        out = track.accept(packet, index, codec, now_s)
        if not self.on_air:
            self.on_air = True
            self._listener.publisher_joined(self)
        if out is None:
            if kind == "video" and self.publisher is not None and not track.continuation.begun:
                self.publisher.want_key_frame()
            return
        if codec != self._codecs[kind]:
            self._codecs[kind] = codec
            self._regroup(kind)
        if out.key_start:
            self._flush(track)
            self._key_frame_s = now_s
            if self.publisher is not None:
                self.publisher.key_frame_came()
            self._start_waiting(track, out.index)
        track.pending.append(out)
        if kind == "audio" or out.marker or len(track.pending) >= MAX_GROUP:
            self._flush(track)
        elif not self._flush_is_due:
            self._flush_is_due = True
            self._timing.later(HOLD_S, self._flush_all)

    def _flush_all(self) -> None:
        self._flush_is_due = False
        for track in self.tracks.values():
            self._flush(track)

    def _flush(self, track: Track) -> None:
        if track.pending:
            packets, track.pending = track.pending, []
            deliver(self._sender, packets, track.ssrc, self._audience[track.kind])

    # The viewers' side

    def add_viewer(self, session_id: str, viewer: Viewer) -> None:
        self.viewers[session_id] = viewer

    def viewer_connected(self, viewer: Viewer, peer: Peer) -> None:
        for kind in viewer.kinds:
            viewer.subscriptions[kind] = Subscription(peer, self.tracks[kind].ssrc)
        self._joining.add(viewer)
        self._join(viewer, self._timing.monotonic_s())

    def drop_viewer(self, session_id: str) -> None:
        viewer = self.viewers.pop(session_id, None)
        if viewer is None:
            return
        self._joining.discard(viewer)
        for kind, active in self._active.items():
            if viewer in active:
                active.discard(viewer)
                subscription = viewer.subscriptions[kind]
                group = self._audience[kind].get(subscription.payload_type, [])
                # Who cannot play the present codec is in no group.
                if subscription in group:
                    group.remove(subscription)

    def viewer_rtcp(self, viewer: Viewer, packet: bytes, now_s: float) -> None:
        for item in rtcp.parse(packet):
            if isinstance(item, rtcp.Nack):
                for track in self.tracks.values():
                    if track.ssrc == item.media_ssrc:
                        viewer.repeat(track, item.sequences, now_s)
            elif isinstance(item, rtcp.KeyFrameRequest):
                self._key_frame_asked(now_s)

    def _key_frame_asked(self, now_s: float) -> None:
        # Many ask at once after a loss near the host: the key frame that has just gone out serves them all.
        if self.publisher is not None and now_s - self._key_frame_s > KEY_FRAME_SPACING_S:
            self.publisher.want_key_frame()

    def tick(self, now_s: float) -> None:
        for viewer in list(self._joining):
            self._join(viewer, now_s)
        publisher = self.publisher
        if publisher is not None:
            self._tell_clocks(now_s)
            publisher.tick(now_s)
            if self.on_air and publisher.media_s is not None and now_s - publisher.media_s > SILENCE_S:
                self._off_air()

    def _may_watch(self, viewer: Viewer) -> bool:
        return self.public or viewer.staff

    def _join(self, viewer: Viewer, now_s: float) -> None:
        """Brings a viewer as far into the show as is possible now."""
        if not self._may_watch(viewer) or viewer.peer is None or not viewer.peer.is_connected:
            return
        # Each by itself: a host without sound must not keep the picture from anyone.
        has_audio, has_video = self._join_audio(viewer), self._join_video(viewer, now_s)
        if has_audio and has_video:
            self._joining.discard(viewer)

    def _join_audio(self, viewer: Viewer) -> bool:
        subscription, track = viewer.subscriptions.get("audio"), self.tracks["audio"]
        if subscription is None or viewer in self._active["audio"]:
            return True
        payload_type = viewer.payload_type("audio", track.codec)
        if payload_type is None or not may_start_at(track.continuation.next_index):
            return False
        self._flush(track)
        subscription.start(track.continuation.next_index, payload_type)
        self._activate(viewer, "audio")
        return True

    def _join_video(self, viewer: Viewer, now_s: float) -> bool:
        """A key frame comes first: a fresh one if the host makes it soon, else all since the last one."""
        subscription, track = viewer.subscriptions.get("video"), self.tracks["video"]
        if subscription is None or viewer in self._active["video"]:
            return True
        payload_type = viewer.payload_type("video", track.codec)
        if payload_type is None or self.publisher is None or not track.continuation.begun:
            return False
        if viewer.waiting_since_s is None:
            viewer.waiting_since_s = now_s
        if viewer.catching_up_from is None:
            first = track.pictures.first
            patient = now_s - viewer.waiting_since_s < WAIT_FOR_KEY_FRAME_S and not self.publisher.ignores_requests
            if first is None or not may_start_at(first.index) or (patient and len(track.pictures) > YOUNG_PICTURES):
                self.publisher.want_key_frame()
                return False
            subscription.start(first.index, payload_type)
            viewer.catching_up_from = first.index
        return self._catch_up(viewer, subscription, track)

    def _catch_up(self, viewer: Viewer, subscription: Subscription, track: Track) -> bool:
        """Sends the next packets since the key frame; in small portions, for the viewer's receive buffer's sake."""
        self._flush(track)
        packets = track.pictures.since(viewer.catching_up_from or 0, CATCH_UP_PACKETS)
        if packets:
            deliver(self._sender, packets, track.ssrc, {subscription.payload_type: [subscription]})
            viewer.catching_up_from = packets[-1].index + 1
        if len(packets) == CATCH_UP_PACKETS:
            return False
        viewer.catching_up_from = None
        self._activate(viewer, "video")
        return True

    def _start_waiting(self, track: Track, index: int) -> None:
        """A key frame begins at `index`: everyone who waits for one starts with it."""
        if not may_start_at(index):
            return
        for viewer in list(self._joining):
            subscription = viewer.subscriptions.get("video")
            payload_type = viewer.payload_type("video", track.codec)
            if subscription is None or payload_type is None or viewer in self._active["video"]:
                continue
            if not self._may_watch(viewer) or viewer.catching_up_from is not None:
                continue
            subscription.start(index, payload_type)
            self._activate(viewer, "video")

    def _activate(self, viewer: Viewer, kind: str) -> None:
        self._active[kind].add(viewer)
        subscription = viewer.subscriptions[kind]
        self._audience[kind].setdefault(subscription.payload_type, []).append(subscription)
        report = self.tracks[kind].report(self._timing.monotonic_s())
        if report is not None:
            viewer.send(report)

    def _regroup(self, kind: str) -> None:
        """Sorts the active subscriptions by payload type, which follows each viewer's offer."""
        audience: dict[int, list[Subscription]] = {}
        for viewer in self._active[kind]:
            payload_type = viewer.payload_type(kind, self._codecs[kind])
            subscription = viewer.subscriptions.get(kind)
            if payload_type is not None and subscription is not None:
                subscription.payload_type = payload_type
                audience.setdefault(payload_type, []).append(subscription)
        self._audience[kind] = audience
