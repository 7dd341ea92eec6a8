"""A soft melody as ready Opus packets: encoded once, then repeated for as long as the test picture runs."""

from __future__ import annotations

import array
import math
from fractions import Fraction

import av
from av.audio.frame import AudioFrame

RATE_HZ = 48_000
FRAME_SAMPLES = 960
FRAME_S = FRAME_SAMPLES / RATE_HZ

# A pentatonic phrase: (frequency in Hz, seconds). It ends in silence, so that the repeat has no click.
_PHRASE = (
    (392.0, 0.4), (440.0, 0.4), (523.3, 0.8), (440.0, 0.4), (392.0, 0.4), (329.6, 1.2), (0.0, 2.4),
)  # fmt: skip
_LOUDNESS = 0.08


def _samples() -> array.array[int]:
    samples = array.array("h")
    for frequency, seconds in _PHRASE:
        count = round(seconds * RATE_HZ)
        for place in range(count):
            swell = min(1.0, place / 1_200) * math.exp(-3.0 * place / count) * min(1.0, (count - place) / 2_400)
            at = place / RATE_HZ * math.tau * frequency
            value = swell * (math.sin(at) + 0.3 * math.sin(2 * at))
            samples.append(round(value * _LOUDNESS * 32_767))
    return samples


def tone_packets() -> list[bytes]:
    """Opus packets of 20 ms, mono."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate = RATE_HZ
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.bit_rate = 32_000
    encoder.time_base = Fraction(1, RATE_HZ)
    samples = _samples()
    packets: list[bytes] = []
    for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME_SAMPLES)
        frame.sample_rate = RATE_HZ
        frame.pts = start
        frame.time_base = Fraction(1, RATE_HZ)
        frame.planes[0].update(samples[start : start + FRAME_SAMPLES].tobytes())
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets
