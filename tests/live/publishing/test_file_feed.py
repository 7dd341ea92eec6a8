from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from live.publishing.feed import CannotPublish, TimedPacket
from live.publishing.file_feed import FileFeed
from tests.live.relay.files import make_file


def _all(feed: FileFeed, limit: int = 2_000) -> list[TimedPacket]:
    packets: list[TimedPacket] = []
    while len(packets) < limit and (timed := feed.next()) is not None:
        packets.append(timed)
    feed.close()
    return packets


def _of(packets: list[TimedPacket], kind: str) -> list[TimedPacket]:
    return [timed for timed in packets if timed.kind == kind]


@pytest.mark.parametrize(
    ("name", "video", "audio", "codec"),
    [
        ("a.mp4", "libx264", "aac", "H264"),
        ("b.webm", "libvpx", "libopus", "VP8"),
        ("c.mkv", "libx264", "libopus", "H264"),
        ("d.mp4", "mpeg4", "aac", "H264"),
        ("e.mp4", "libx264", None, "H264"),
        ("f.webm", None, "libopus", None),
    ],
)
def test_gives_packets_in_the_order_of_time(tmp_path: Path, name, video, audio, codec):
    path = make_file(tmp_path / name, video, audio, seconds=2, options={"bf": "0"} if video == "libx264" else None)
    feed = FileFeed(path, looped=False)
    assert (feed.video_codec, feed.has_audio) == (codec, audio is not None)
    packets = _all(feed)
    dues = [timed.due_s for timed in packets]
    assert dues == sorted(dues)
    if video:
        assert len(_of(packets, "video")) == 50
        assert all(timed.packet.pts == round(timed.due_s * 90_000) for timed in _of(packets, "video"))
    if audio:
        # Packets of 20 ms, but for the encoder's delay at the ends.
        assert 98 <= len(_of(packets, "audio")) <= 103
    if codec == "H264":
        first = bytes(_of(packets, "video")[0].packet)
        assert first.startswith((b"\0\0\0\1", b"\0\0\1"))
        assert b"\0\0\1\x67" in first  # parameter sets before the first key frame


def test_b_frames_are_encoded_away(tmp_path: Path):
    path = make_file(tmp_path / "a.mp4", "libx264", None, seconds=2, options={"bf": "2"})
    stamps = [timed.packet.pts for timed in _all(FileFeed(path, looped=False))]
    assert stamps == sorted(stamps)
    assert len(stamps) == 50


def test_a_loop_goes_on_in_time(tmp_path: Path):
    path = make_file(tmp_path / "a.webm", "libvpx", "libopus", seconds=1)
    feed = FileFeed(path, looped=True)
    packets = _all(feed, limit=400)
    assert len(packets) == 400
    stamps = [timed.packet.pts for timed in _of(packets, "video")]
    steps = {later - earlier for earlier, later in itertools.pairwise(stamps)}
    assert min(steps) > 0
    assert max(steps) < 9_000


@pytest.mark.parametrize("content", [None, b"", b"hello, I am no film", b"\x1a\x45\xdf\xa3" + bytes(200)])
def test_what_is_no_media_file(tmp_path: Path, content: bytes | None):
    path = tmp_path / "a.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CannotPublish, match=r"a\.mp4"):
        FileFeed(path, looped=False)


def test_a_file_cut_short_ends_or_says_so(tmp_path: Path):
    path = make_file(tmp_path / "a.webm", "libvpx", "libopus", seconds=2)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 0 < len(_of(_all(FileFeed(path, looped=False)), "video")) < 50
