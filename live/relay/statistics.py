"""A show's figures for the host console."""

from __future__ import annotations

from live.relay.publisher import Publisher
from live.relay.show import Show
from live.signalling.engine import PublisherStats, ShowStats, TrackStats


def show_stats(show_id: str, show: Show | None, now_s: float, packets_dropped: int) -> ShowStats:
    if show is None:
        return ShowStats(show_id, 0, False, None, packets_dropped)
    publisher = _publisher(show.publisher, now_s) if show.publisher is not None else None
    return ShowStats(show_id, show.watching, show.public, publisher, packets_dropped)


def _publisher(publisher: Publisher, now_s: float) -> PublisherStats:
    tracks = [
        TrackStats(
            each.kind, each.codec, each.bitrate_bps, each.received, each.losses.lost, *(each.size or (None, None))
        )
        for each in publisher.sources
    ]
    return PublisherStats(
        publisher.peer is not None and publisher.peer.is_connected,
        sum(track.bitrate_bps for track in tracks),
        publisher.packets_lost,
        None if publisher.media_s is None else round(now_s - publisher.media_s, 3),
        tracks,
    )
