"""Ties a peer to its show, as host or as viewer: what `peer.py` tells goes where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from live.relay.peer import Peer
from live.relay.publisher import Publisher
from live.relay.show import Show
from live.relay.viewer import Viewer


@dataclass(frozen=True, slots=True)
class HostLink:
    show: Show
    publisher: Publisher
    over: Callable[[Peer], None]

    def connected(self, peer: Peer) -> None:
        """Media tells by itself that the host is there."""

    def rtp(self, peer: Peer, packet: bytes, now_s: float) -> None:
        # One who was replaced may still be talking.
        if self.show.publisher is self.publisher:
            self.publisher.rtp(packet, now_s)

    def rtcp(self, peer: Peer, packet: bytes, now_s: float) -> None:
        self.show.host_rtcp(self.publisher, packet, now_s)

    def closed(self, peer: Peer) -> None:
        self.show.drop_publisher(self.publisher)
        self.over(peer)


@dataclass(frozen=True, slots=True)
class ViewerLink:
    show: Show
    viewer: Viewer
    over: Callable[[Peer], None]

    def connected(self, peer: Peer) -> None:
        self.show.viewer_connected(self.viewer, peer)

    def rtp(self, peer: Peer, packet: bytes, now_s: float) -> None:
        """Viewers send no media."""

    def rtcp(self, peer: Peer, packet: bytes, now_s: float) -> None:
        self.show.viewer_rtcp(self.viewer, packet, now_s)

    def closed(self, peer: Peer) -> None:
        self.show.drop_viewer(peer.session_id)
        self.over(peer)


Link: TypeAlias = HostLink | ViewerLink
