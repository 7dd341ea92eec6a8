from __future__ import annotations

from datetime import UTC, datetime

import av
import pytest

from live.publishing.picture import TestPicture
from live.publishing.synthetic import SyntheticFeed
from live.publishing.tone import tone_packets

NOW = datetime(2026, 11, 22, 17, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("title", ["Etalase", "", "Panjang sekali " * 12, "日本語 \U0001f6cd"])
def test_pictures_move(title: str):
    picture = TestPicture(title, 480, 270)
    first, second = picture.draw(0.0, NOW), picture.draw(0.5, NOW)
    assert first.size == (480, 270)
    assert first.tobytes() != second.tobytes()


def test_the_feed_decodes_and_keeps_time():
    feed = SyntheticFeed("Etalase", lambda: NOW, 320, 180)
    decoder = av.CodecContext.create("h264", "r")
    sizes, keys, dues, last = [], [], [], 0.0
    while len(sizes) < 75:
        timed = feed.next()
        assert timed.due_s >= last or timed.kind == "audio"
        last = timed.due_s
        if timed.kind == "video":
            dues.append(timed.due_s)
            keys.append(timed.packet.is_keyframe)
            sizes += [(frame.width, frame.height) for frame in decoder.decode(timed.packet)]
    assert set(sizes) == {(320, 180)}
    assert [place for place, key in enumerate(keys) if key] == [0, 50]
    assert dues[:3] == [0.0, 0.04, 0.08]


def test_the_tone_is_opus_of_20_ms_and_not_silent():
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "mono"
    packets = tone_packets()
    assert len(packets) == pytest.approx(300, abs=2)
    frames = [frame for raw in packets[:50] for frame in decoder.decode(av.Packet(raw))]
    assert any(any(bytes(frame.planes[0])) for frame in frames)
