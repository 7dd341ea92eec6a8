"""The feed without a file: the test picture as H264, the tone as Opus."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

from av.packet import Packet
from av.video.frame import VideoFrame

from live.publishing.encoding import VIDEO_BASE, H264Encoder
from live.publishing.feed import TimedPacket
from live.publishing.picture import TestPicture
from live.publishing.tone import FRAME_S, FRAME_SAMPLES, RATE_HZ, tone_packets

FRAMES_PER_S = 25


class SyntheticFeed:
    """Endless. `now` gives the time for the picture's clock."""

    video_codec = "H264"
    has_audio = True

    def __init__(self, title: str, now: Callable[[], datetime], width: int = 960, height: int = 540) -> None:
        self._now = now
        self._picture = TestPicture(title, width, height)
        self._encoder = H264Encoder(width, height, FRAMES_PER_S, bitrate_bps=1_200_000)
        self._frames = itertools.count()
        self._sounds = itertools.count()
        self._tone = tone_packets()
        self._ready: deque[TimedPacket] = deque()
        self._next_frame = next(self._frames)
        self._next_sound = next(self._sounds)

    def next(self) -> TimedPacket:
        while not self._ready:
            if self._next_sound * FRAME_S <= self._next_frame / FRAMES_PER_S:
                self._ready.append(self._sound(self._next_sound))
                self._next_sound = next(self._sounds)
            else:
                self._ready.extend(self._frame(self._next_frame))
                self._next_frame = next(self._frames)
        return self._ready.popleft()

    def close(self) -> None:
        """Nothing is held open."""

    def _sound(self, number: int) -> TimedPacket:
        packet = Packet(self._tone[number % len(self._tone)])
        packet.pts = packet.dts = number * FRAME_SAMPLES
        packet.time_base = Fraction(1, RATE_HZ)
        return TimedPacket("audio", packet, number * FRAME_S)

    def _frame(self, number: int) -> list[TimedPacket]:
        at_s = number / FRAMES_PER_S
        frame = VideoFrame.from_image(self._picture.draw(at_s, self._now()))
        frame.pts = round(at_s / VIDEO_BASE)
        frame.time_base = VIDEO_BASE
        return [TimedPacket("video", packet, at_s) for packet in self._encoder.encode(frame)]
