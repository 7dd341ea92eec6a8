"""Makes small media files for tests, with PyAV."""

from __future__ import annotations

import math
from array import array
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, ImageDraw


def make_file(path: Path, video: str | None, audio: str | None, seconds: int = 4, options: dict | None = None) -> Path:
    """`video` and `audio` are encoders' names; 320x180 at 25 frames/s, a key frame a second, a 440 Hz tone."""
    with av.open(str(path), "w") as container:
        picture = sound = None
        if video is not None:
            picture = container.add_stream(video, rate=25, options=options or {})
            picture.width, picture.height, picture.pix_fmt = 320, 180, "yuv420p"
            picture.codec_context.gop_size = 25
            picture.bit_rate = 300_000
        if audio is not None:
            sound = container.add_stream(audio, rate=48_000, layout="stereo")
        for number in range(seconds * 25):
            if picture is not None:
                image = Image.new("RGB", (320, 180), (20, 60, 120))
                ImageDraw.Draw(image).ellipse((number * 2 % 280, 40, number * 2 % 280 + 60, 100), fill=(255, 200, 80))
                frame = av.VideoFrame.from_image(image)
                frame.pts, frame.time_base = number, Fraction(1, 25)
                container.mux(picture.encode(frame))
            if sound is not None:
                container.mux(sound.encode(_tone(number)))
        for stream in (picture, sound):
            if stream is not None:
                container.mux(stream.encode(None))
    return path


def _tone(number: int) -> av.AudioFrame:
    samples = array("h")
    for place in range(1920):
        value = round(6_000 * math.sin((number * 1920 + place) / 48_000 * math.tau * 440))
        samples.extend((value, value))
    frame = av.AudioFrame(format="s16", layout="stereo", samples=1920)
    frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 1920, Fraction(1, 48_000)
    frame.planes[0].update(samples.tobytes())
    return frame
