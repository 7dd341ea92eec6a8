"""The size of the picture, read from a key frame's first bytes: nothing is decoded. Pure.

Sources: VP8 RFC 6386 section 9.1; H264 ITU-T H.264 section 7.3.2.1.1 (sequence parameter set).
"""

from __future__ import annotations

from live.relay.keyframes import vp8_frame_at

_SPS, _STAP_A = 7, 24
# Profiles whose parameter sets carry the format of the colours.
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})


def picture_size(codec: str, payload: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels from the payload that begins a key frame; None where it does not tell."""
    if codec == "VP8":
        return _vp8(payload)
    if codec == "H264":
        parameters = _parameter_set(payload)
        try:
            return _h264(parameters) if parameters is not None else None
        except (IndexError, ValueError):
            return None  # cut short, or broken
    return None


def _vp8(payload: bytes) -> tuple[int, int] | None:
    start = vp8_frame_at(payload) if payload else None
    if start is None or len(payload) < start + 10 or payload[start + 3 : start + 6] != b"\x9d\x01\x2a":
        return None
    width = int.from_bytes(payload[start + 6 : start + 8], "little") & 0x3FFF
    height = int.from_bytes(payload[start + 8 : start + 10], "little") & 0x3FFF
    return width, height


def _parameter_set(payload: bytes) -> bytes | None:
    if not payload:
        return None
    if payload[0] & 0x1F == _SPS:
        return payload
    position = 1
    while payload[0] & 0x1F == _STAP_A and position + 2 < len(payload):
        size = payload[position] << 8 | payload[position + 1]
        if payload[position + 2] & 0x1F == _SPS:
            return payload[position + 2 : position + 2 + size]
        position += 2 + size
    return None


class _Bits:
    """Reads bits and Exp-Golomb numbers. Raises IndexError at the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data.replace(b"\x00\x00\x03", b"\x00\x00")
        self._position = 0

    def bits(self, count: int) -> int:
        value = 0
        for _ in range(count):
            byte = self._data[self._position >> 3]
            value = value << 1 | byte >> (7 - (self._position & 7)) & 1
            self._position += 1
        return value

    def number(self) -> int:
        zeros = 0
        while self.bits(1) == 0:
            zeros += 1
            if zeros > 32:
                raise ValueError("no Exp-Golomb number")
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        value = self.number()
        return (value + 1) // 2 if value & 1 else -(value // 2)


def _h264(parameters: bytes) -> tuple[int, int]:
    bits = _Bits(parameters[1:])
    profile = bits.bits(8)
    bits.bits(16)  # constraints, level
    bits.number()  # id
    chroma = _colours(bits) if profile in _HIGH_PROFILES else 1
    bits.number()  # frame numbers' width
    order = bits.number()
    if order == 0:
        bits.number()
    elif order == 1:
        bits.bits(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.number(), 255)):
            bits.signed()
    bits.number()  # reference pictures
    bits.bits(1)
    width = (bits.number() + 1) * 16
    map_units = bits.number() + 1
    frames_only = bits.bits(1)
    if not frames_only:
        bits.bits(1)
    bits.bits(1)
    height = map_units * 16 * (2 - frames_only)
    if bits.bits(1):
        left, right, top, bottom = (bits.number() for _ in range(4))
        across = 2 if chroma in (1, 2) else 1
        down = (2 if chroma == 1 else 1) * (2 - frames_only)
        width, height = width - (left + right) * across, height - (top + bottom) * down
    if not (0 < width <= 16_384 and 0 < height <= 16_384):
        raise ValueError("no size of a picture")
    return width, height


def _colours(bits: _Bits) -> int:
    chroma = bits.number()
    if chroma == 3:
        bits.bits(1)
    bits.number()
    bits.number()
    bits.bits(1)
    if bits.bits(1):
        for place in range(12 if chroma == 3 else 8):
            if bits.bits(1):
                _scaling_list(bits, 16 if place < 6 else 64)
    return chroma


def _scaling_list(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last
