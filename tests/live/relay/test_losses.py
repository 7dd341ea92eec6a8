from __future__ import annotations

from live.relay.losses import MAX_MISSING, Losses


def test_asks_after_a_while_and_again_until_it_comes():
    losses = Losses()
    assert losses.arrived(10, 0.0)
    assert losses.arrived(13, 0.0)
    assert losses.due(0.01) == []
    assert losses.due(0.02) == [11, 12]
    assert losses.due(0.03) == []
    assert losses.arrived(11, 0.04)
    assert losses.due(0.07) == [12]
    assert losses.arrived(12, 0.08)
    assert losses.due(1.0) == []
    assert not losses.give_up(2.0)
    assert losses.lost == 0


def test_repeats_are_told():
    losses = Losses()
    losses.arrived(10, 0.0)
    assert not losses.arrived(10, 0.0)
    assert not losses.arrived(4, 0.0)
    losses.arrived(12, 0.0)
    assert losses.arrived(11, 0.0)
    assert not losses.arrived(11, 0.0)


def test_gives_up_after_half_a_second():
    losses = Losses()
    losses.arrived(1, 0.0)
    losses.arrived(3, 0.0)
    assert not losses.give_up(0.4)
    assert losses.give_up(0.6)
    assert losses.lost == 1
    assert losses.due(0.7) == []
    assert not losses.arrived(2, 0.8)


def test_a_great_hole_is_not_mended_packet_by_packet():
    losses = Losses()
    losses.arrived(1, 0.0)
    losses.arrived(2_500, 0.0)
    assert len(losses.due(0.1)) == MAX_MISSING
    losses.arrived(2_502, 0.1)
    assert losses.give_up(0.1)
