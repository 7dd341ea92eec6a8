from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.relay.keyframes import GroupOfPictures, starts_key_frame
from live.relay.packet import OutPacket

H264 = [
    ("67 42e01f", True),  # SPS
    ("65 88", True),  # IDR
    ("68 ce", False),  # PPS
    ("41 9a", False),  # non-IDR slice
    ("7c 85", True),  # FU-A, start of an IDR
    ("7c 05", False),  # FU-A, middle of an IDR
    ("7c 81", False),  # FU-A, start of a slice
    ("7c", False),
    ("78 0002 67aa 0002 68bb", True),  # STAP-A with an SPS
    ("78 0002 09aa 0002 65bb", True),  # STAP-A: access unit delimiter, IDR
    ("78 0002 41aa", False),
    ("78 ffff 67", True),
    ("78", False),
]
VP8 = [
    ("10 00", True),  # no extension; P bit clear
    ("10 01", False),  # inter frame
    ("00 00", False),  # not a partition's start
    ("11 00", False),  # partition 1
    ("90 80 05 00", True),  # 7-bit picture id
    ("90 80 81 05 00", True),  # 15-bit picture id
    ("90 80 81 05 01", False),
    ("90 e0 81 05 01 20 10", True),  # picture id, TL0PICIDX, TID
    ("90 f0 81 05 01 20 11", False),
    ("90", False),
    ("90 80", False),
]
VP9 = [("08 00", True), ("48 00", False), ("00 00", False), ("88 05 00", True), ("a8 05 02", False), ("a8 05 00", True)]
AV1 = [("08 0a", True), ("18 0a", True), ("88 0a", False), ("10 0a", False)]


@pytest.mark.parametrize(
    ("codec", "payload", "expected"),
    [(codec, *row) for codec, rows in (("H264", H264), ("VP8", VP8), ("VP9", VP9), ("AV1", AV1)) for row in rows],
)
def test_tells_where_a_key_frame_begins(codec: str, payload: str, expected: bool):
    assert starts_key_frame(codec, bytes.fromhex(payload)) is expected


@given(st.sampled_from(["H264", "VP8", "VP9", "AV1", "OPUS"]), st.binary(max_size=40))
def test_never_raises(codec: str, payload: bytes):
    starts_key_frame(codec, payload)


def _packet(index: int, key: bool = False) -> OutPacket:
    return OutPacket(index, 0, False, b"x", key)


def test_holds_everything_since_the_last_key_frame_in_order():
    pictures = GroupOfPictures()
    pictures.add(_packet(1))
    assert pictures.first is None
    for index, key in ((2, True), (3, False), (5, False), (4, False), (1, False)):
        pictures.add(_packet(index, key))
    assert [packet.index for packet in pictures.since(0, 10)] == [2, 3, 4, 5]
    assert [packet.index for packet in pictures.since(3, 2)] == [3, 4]
    assert pictures.since(6, 2) == []
    pictures.add(_packet(9, True))
    assert [packet.index for packet in pictures.since(3, 9)] == [9]
    pictures.clear()
    assert pictures.first is None


def test_a_group_too_long_to_replay_is_forgotten():
    pictures = GroupOfPictures(max_packets=3)
    for index in range(5):
        pictures.add(_packet(index, index == 0))
    assert pictures.first is None
