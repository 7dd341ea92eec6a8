"""Encoders for live use: H264 that every browser plays, at little cost; Opus from whatever sound a file has."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.video.frame import VideoFrame

from live.publishing.feed import EncodedPacket

VIDEO_BASE = Fraction(1, 90_000)
AUDIO_BASE = Fraction(1, 48_000)
KEY_FRAME_S = 2


class H264Encoder:
    """Constrained baseline with no delay, a key frame every two seconds: what a joiner waits for at most."""

    def __init__(self, width: int, height: int, frames_per_s: float, bitrate_bps: int) -> None:
        codec = av.CodecContext.create("libx264", "w")
        codec.width, codec.height = width // 2 * 2, height // 2 * 2
        codec.pix_fmt = "yuv420p"
        codec.time_base = VIDEO_BASE
        codec.framerate = Fraction(frames_per_s).limit_denominator(1001)
        codec.bit_rate = bitrate_bps
        codec.thread_count = 1
        interval = max(1, round(frames_per_s * KEY_FRAME_S))
        kbps = bitrate_bps // 1000
        codec.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "profile": "baseline",
            "x264-params": f"keyint={interval}:min-keyint={interval}:scenecut=0:repeat-headers=1:annexb=1"
            f":vbv-maxrate={kbps * 3 // 2}:vbv-bufsize={kbps}:sliced-threads=0",
        }
        self._codec = codec

    def encode(self, frame: VideoFrame) -> Iterator[EncodedPacket]:
        """`frame` has its pts in `VIDEO_BASE`."""
        if frame.format.name != "yuv420p" or frame.width != self._codec.width or frame.height != self._codec.height:
            pts = frame.pts
            frame = frame.reformat(self._codec.width, self._codec.height, "yuv420p")
            frame.pts, frame.time_base = pts, VIDEO_BASE
        # The decoder's kind of picture would be taken as a wish.
        frame.pict_type = 0
        for packet in self._codec.encode(frame):
            packet.time_base = VIDEO_BASE
            yield packet


class OpusEncoder:
    """Any sound to Opus, stereo, packets of 20 ms."""

    def __init__(self, bitrate_bps: int = 96_000) -> None:
        codec = av.CodecContext.create("libopus", "w")
        codec.sample_rate = 48_000
        codec.layout = "stereo"
        codec.format = "s16"
        codec.bit_rate = bitrate_bps
        codec.time_base = AUDIO_BASE
        self._codec = codec
        self._resampler = AudioResampler(format="s16", layout="stereo", rate=48_000, frame_size=960)

    def encode(self, frame: AudioFrame | None) -> Iterator[EncodedPacket]:
        """None at the end gives what is left. Packets carry their pts in `AUDIO_BASE`."""
        for resampled in self._resampler.resample(frame):
            for packet in self._codec.encode(resampled):
                packet.time_base = AUDIO_BASE
                yield packet
