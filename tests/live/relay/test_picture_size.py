from __future__ import annotations

from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.relay.picture_size import picture_size


def _first_packet(codec: str, width: int, height: int, profile: str = "baseline") -> bytes:
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    if codec == "libx264":
        encoder.options = {"profile": profile, "tune": "zerolatency"}
    packets = encoder.encode(av.VideoFrame(width, height, "yuv420p")) + encoder.encode(None)
    return bytes(packets[0])


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080), (322, 178), (720, 1280)])
@pytest.mark.parametrize("profile", ["baseline", "high"])
def test_h264(size: tuple[int, int], profile: str):
    units = _first_packet("libx264", *size, profile).replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    parameters = next(unit for unit in units if unit and unit[0] & 0x1F == 7)
    assert picture_size("H264", parameters) == size
    others = b"\x09\xf0"
    together = b"\x78" + b"".join(len(unit).to_bytes(2, "big") + unit for unit in (others, parameters))
    assert picture_size("H264", together) == size


def test_vp8():
    frame = _first_packet("libvpx", 640, 360)
    assert picture_size("VP8", b"\x10" + frame) == (640, 360)
    assert picture_size("VP8", b"\x90\x80\x85\x01" + frame) == (640, 360)
    assert picture_size("VP8", b"\x10" + frame[:8]) is None


@given(st.sampled_from(["H264", "VP8", "VP9"]), st.binary(max_size=60))
def test_never_raises(codec: str, payload: bytes):
    picture_size(codec, payload)
    picture_size("H264", b"\x67" + payload)
