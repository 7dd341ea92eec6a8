from __future__ import annotations

import pytest

from live.errors import RelayFull
from live.relay.room import PATIENCE_S, RETRY_AFTER_S, Room


def test_who_is_heard_of_keeps_the_place():
    room = Room(2)
    for name in ("a", "b"):
        assert room.make(0.0) is None
        room.entered(name, 0.0)
        room.heard(name)
    with pytest.raises(RelayFull) as refused:
        room.make(1_000.0)
    assert refused.value.retry_after_s == RETRY_AFTER_S
    room.left("a")
    assert room.make(1_000.0) is None


def test_the_longest_silent_one_gives_way_but_not_at_once():
    room = Room(3)
    for at_s, name in enumerate(("a", "b", "c")):
        room.entered(name, float(at_s))
    room.heard("a")
    with pytest.raises(RelayFull):
        room.make(1 + PATIENCE_S - 0.1)
    assert room.make(1 + PATIENCE_S) == "b"
    room.entered("d", 1 + PATIENCE_S)
    assert len(room) == 3
    assert room.make(2 + PATIENCE_S) == "c"
    # What went out already ends a little later, and says so.
    room.left("b")
    assert len(room) == 2
