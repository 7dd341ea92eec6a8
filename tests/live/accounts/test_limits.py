from __future__ import annotations

import pytest

from checkout.errors import TooMany
from live.accounts.limits import RateLimit
from tests.conftest import ManualClock


def test_a_burst_then_one_by_one(clock: ManualClock) -> None:
    limit = RateLimit(clock, 3, 60)
    assert [limit.allows("a") for _ in range(4)] == [True, True, True, False]
    assert limit.allows("b")
    with pytest.raises(TooMany) as refused:
        limit.take("a")
    assert refused.value.retry_after_s == 20
    clock.forward(s=19)
    assert not limit.allows("a")
    clock.forward(s=1)
    assert limit.allows("a")
    assert not limit.allows("a")
    clock.forward(s=1000)
    assert [limit.allows("a") for _ in range(4)] == [True, True, True, False]


def test_a_clock_that_goes_back_gives_nothing(clock: ManualClock) -> None:
    limit = RateLimit(clock, 1, 60)
    assert limit.allows("a")
    clock.forward(s=-30)
    assert not limit.allows("a")


def test_it_remembers_a_bounded_number(clock: ManualClock) -> None:
    limit = RateLimit(clock, 1, 60, max_keys=2)
    assert limit.allows("a")
    assert limit.allows("b")
    assert not limit.allows("b")
    assert limit.allows("c")
    assert limit.allows("a")
    assert not limit.allows("c")
