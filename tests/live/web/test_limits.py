from live.web.limits import AddressLimits
from tests.conftest import ManualClock


def test_a_burst_then_a_rate(clock: ManualClock) -> None:
    limits = AddressLimits(clock, per_s=2, burst=3)
    assert [limits.take("a") for _ in range(4)] == [0, 0, 0, 1]
    clock.forward(ms=500)
    assert limits.take("a") == 0
    assert limits.take("a") == 1


def test_addresses_do_not_share_and_memory_is_bounded(clock: ManualClock) -> None:
    limits = AddressLimits(clock, per_s=1, burst=1, most=2)
    assert [limits.take(name) for name in ("a", "b", "a")] == [0, 0, 1]
    # A third address pushes out the one not seen for longest, which then starts anew.
    assert limits.take("c") == 0
    assert limits.take("b") == 0
