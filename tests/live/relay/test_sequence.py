from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.relay.sequence import Continuation, Unwrapper


@pytest.mark.parametrize(
    ("sequences", "indexes"),
    [
        ([0, 1, 2], [65_536, 65_537, 65_538]),
        ([65_535, 0, 1], [131_071, 131_072, 131_073]),
        ([0, 65_535, 1], [65_536, 65_535, 65_537]),  # reordered at the start
        ([10, 12, 11], [65_546, 65_548, 65_547]),
        ([65_534, 1, 65_535], [131_070, 131_073, 131_071]),  # reordered over the wrap
    ],
)
def test_unwraps(sequences: list[int], indexes: list[int]):
    unwrapper = Unwrapper()
    assert [unwrapper.unwrap(sequence) for sequence in sequences] == indexes


@given(st.integers(0, 65_535), st.lists(st.integers(-200, 200), max_size=300))
def test_unwrapping_follows_any_walk(start: int, steps: list[int]):
    unwrapper = Unwrapper()
    true = 65_536 + start
    assert unwrapper.unwrap(start) == true
    highest = true
    for step in steps:
        true = max(highest + step, 1)
        highest = max(highest, true)
        assert unwrapper.unwrap(true & 0xFFFF) == true


def test_nothing_maps_before_the_beginning():
    continuation = Continuation(90_000)
    assert continuation.map(5, 0, 0.0) is None
    continuation.begin(100, 1_000, 0.0)
    assert continuation.map(99, 900, 0.0) is None
    assert continuation.map(100, 1_000, 0.0) == (1, 1_000)
    assert continuation.map(102, 1_300, 0.1) == (3, 1_300)
    assert continuation.map(101, 1_200, 0.1) == (2, 1_200)


def test_the_next_host_goes_on_where_the_last_one_stopped():
    continuation = Continuation(90_000)
    continuation.begin(100, 4_294_967_000, 10.0)
    assert continuation.map(100, 4_294_967_000, 10.0) == (1, 4_294_967_000)
    continuation.stop()
    assert continuation.map(101, 5, 10.0) is None
    continuation.begin(70_000, 77, 12.0)
    index, timestamp = continuation.map(70_000, 77, 12.0)
    assert index == 2
    assert timestamp == (4_294_967_000 + 2 * 90_000) % (1 << 32)
    # Its sender reports are shifted alike.
    assert continuation.map_timestamp(77 + 90) == (timestamp + 90) % (1 << 32)


def test_a_restart_at_once_still_moves_time():
    continuation = Continuation(48_000)
    continuation.begin(1, 500, 3.0)
    continuation.map(1, 500, 3.0)
    continuation.begin(900, 0, 3.0)
    assert continuation.map(900, 0, 3.0) == (2, 501)
