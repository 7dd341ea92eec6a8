"""A feed from a media file. What browsers can play is remuxed as it is; the rest is encoded.

H264 without B-frames, VP8 and Opus pass; sound of another kind becomes Opus, other video H264. WebRTC has no way to
reorder pictures, so H264 with B-frames must be encoded anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import structlog
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from live.publishing.encoding import AUDIO_BASE, VIDEO_BASE, H264Encoder, OpusEncoder
from live.publishing.feed import CannotPublish, EncodedPacket, TimedPacket

logger = structlog.get_logger("publish")

_PASSES = {"h264": "H264", "vp8": "VP8"}
_LOOKED_AT = 150


class FileFeed:
    """Opens `path` at once. With `looped` it begins again at the end, without end.

    Raises:
        CannotPublish: there is no such file, or nothing in it that can be sent.
    """

    def __init__(self, path: Path, looped: bool) -> None:
        if not path.is_file():
            raise CannotPublish(f"There is no file {path}.")
        self._path = path
        self._looped = looped
        self._shift_s = 0.0
        self._end_s = 0.0
        with self._open() as container:
            video, audio = _streams(container)
            if video is None and audio is None:
                raise CannotPublish(f"{path.name} has neither video nor sound.")
            self.has_audio = audio is not None
            self.video_codec: str | None = None
            self._video_passes = False
            if video is not None:
                name = video.codec_context.name
                self._video_passes = name in _PASSES and not self._has_b_frames(container, video)
                self.video_codec = _PASSES[name] if self._video_passes else "H264"
                if not self._video_passes:
                    logger.info("the video is encoded anew: browsers could not play it as it is", codec=name)
        self._packets: Iterator[TimedPacket] = iter(())
        self._begin()

    def next(self) -> TimedPacket | None:
        try:
            timed = next(self._packets, None)
            if timed is None and self._looped and self._end_s > self._shift_s:
                self._shift_s = self._end_s
                self._begin()
                timed = next(self._packets, None)
        except (FFmpegError, OSError) as error:
            raise CannotPublish(f"{self._path.name} cannot be read on: {error}") from error
        return timed

    def close(self) -> None:
        close = getattr(self._packets, "close", None)
        if close is not None:
            close()

    def _begin(self) -> None:
        self._packets = _in_order(self._read())

    def _open(self) -> InputContainer:
        try:
            return av.open(str(self._path))
        except (FFmpegError, OSError) as error:
            raise CannotPublish(f"{self._path.name} is no media file that can be read: {error}") from error

    def _has_b_frames(self, container: InputContainer, video: VideoStream) -> bool:
        """Whether pictures are stored in another order than they are shown, told from the first ones."""
        latest = None
        try:
            for number, packet in enumerate(container.demux(video)):
                if number >= _LOOKED_AT:
                    break
                if packet.pts is None:
                    continue
                if latest is not None and packet.pts < latest:
                    return True
                latest = packet.pts
        except FFmpegError as error:
            raise CannotPublish(f"{self._path.name} cannot be read: {error}") from error
        return False

    def _read(self) -> Iterator[TimedPacket]:
        with self._open() as container:
            video, audio = _streams(container)
            ways = {
                stream.index: way
                for stream, way in (
                    (video, self._video_way(video) if video is not None else None),
                    (audio, _audio_way(audio) if audio is not None else None),
                )
                if stream is not None and way is not None
            }
            start_s = (container.start_time or 0) / av.time_base
            for packet in container.demux([stream for stream in (video, audio) if stream is not None]):
                for kind, made in ways[packet.stream.index].take(packet):
                    timed = self._timed(kind, made, start_s)
                    if timed is not None:
                        yield timed

    def _timed(self, kind: str, packet: EncodedPacket, start_s: float) -> TimedPacket | None:
        if packet.pts is None:
            return None
        at_s = max(0.0, float(packet.pts * packet.time_base) - start_s) + self._shift_s
        length_s = float((packet.duration or 0) * packet.time_base)
        base = VIDEO_BASE if kind == "video" else AUDIO_BASE
        fresh = Packet(bytes(packet))
        fresh.time_base = base
        fresh.pts = fresh.dts = round(at_s / base)
        self._end_s = max(self._end_s, at_s + min(length_s or 0.04, 1.0))
        return TimedPacket(kind, fresh, at_s)

    def _video_way(self, stream: VideoStream) -> _Way:
        if not self._video_passes:
            return _EncodeVideo(stream)
        return _PassH264(stream) if stream.codec_context.name == "h264" else _Pass("video")


def _streams(container: InputContainer) -> tuple[VideoStream | None, AudioStream | None]:
    # A cover picture in a music file is a video stream of one still.
    video = next((each for each in container.streams.video if not each.disposition & 0x400), None)
    return video, next(iter(container.streams.audio), None)


class _Way:
    """Turns a packet as it stands in the file into packets to send."""

    def take(self, packet: EncodedPacket) -> Iterator[tuple[str, EncodedPacket]]:
        raise NotImplementedError


class _Pass(_Way):
    def __init__(self, kind: str) -> None:
        self._kind = kind

    def take(self, packet: EncodedPacket) -> Iterator[tuple[str, EncodedPacket]]:
        if packet.size:
            yield self._kind, packet


class _PassH264(_Way):
    """From the form in mp4 and Matroska to start codes, with the parameter sets before each key frame."""

    def __init__(self, stream: VideoStream) -> None:
        self._filter = BitStreamFilterContext("h264_mp4toannexb", stream)

    def take(self, packet: EncodedPacket) -> Iterator[tuple[str, EncodedPacket]]:
        for made in self._filter.filter(packet if packet.size else None):
            yield "video", made


class _EncodeVideo(_Way):
    def __init__(self, stream: VideoStream) -> None:
        self._stream = stream
        self._encoder: H264Encoder | None = None

    def take(self, packet: EncodedPacket) -> Iterator[tuple[str, EncodedPacket]]:
        for frame in packet.decode():
            if isinstance(frame, VideoFrame) and frame.pts is not None and frame.time_base is not None:
                frame.pts = round(frame.pts * frame.time_base / VIDEO_BASE)
                frame.time_base = VIDEO_BASE
                for made in self._made(frame).encode(frame):
                    yield "video", made

    def _made(self, frame: VideoFrame) -> H264Encoder:
        if self._encoder is None:
            scale = min(1.0, 1280 / max(frame.width, frame.height))
            rate = float(self._stream.average_rate or Fraction(30))
            self._encoder = H264Encoder(
                round(frame.width * scale), round(frame.height * scale), min(max(rate, 1.0), 60.0), 2_500_000
            )
        return self._encoder


class _EncodeAudio(_Way):
    def __init__(self) -> None:
        self._encoder = OpusEncoder()

    def take(self, packet: EncodedPacket) -> Iterator[tuple[str, EncodedPacket]]:
        for frame in packet.decode():
            if isinstance(frame, AudioFrame):
                for made in self._encoder.encode(frame):
                    yield "audio", made
        if not packet.size:
            for made in self._encoder.encode(None):
                yield "audio", made


def _audio_way(stream: AudioStream) -> _Way:
    return _Pass("audio") if stream.codec_context.name in ("opus", "libopus") else _EncodeAudio()


def _in_order(packets: Iterator[TimedPacket]) -> Iterator[TimedPacket]:
    """Encoding delays one track against the other: hold a few packets back and give them by time."""
    held: list[TimedPacket] = []
    for timed in packets:
        held.append(timed)
        if len(held) > 32:
            first = min(held, key=lambda each: each.due_s)
            held.remove(first)
            yield first
    yield from sorted(held, key=lambda each: each.due_s)
