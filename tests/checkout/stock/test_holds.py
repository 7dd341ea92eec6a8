from __future__ import annotations

import itertools

import pytest

from checkout.errors import Invalid, Refusal
from checkout.stock.holds import (
    COUNTER_OF,
    TRANSITIONS,
    HoldState,
    Line,
    checked,
    fingerprint,
    hold_id_of,
    merge,
    sale_of,
)
from checkout.stock.model import SaleModel

NOW = 1_000_000
EVENTS = {
    "release": lambda model, hold_id: model.release(hold_id, NOW),
    "begin_pay": lambda model, hold_id: model.begin_pay(hold_id, NOW + 1000, NOW),
    "commit": lambda model, hold_id: model.commit(hold_id, NOW),
    "close": lambda model, hold_id: model.close(hold_id, NOW),
    "abandon": lambda model, hold_id: model.abandon(hold_id, NOW),
    "lapse": lambda model, hold_id: model.sweep(NOW + 500),
}
PATHS = {
    HoldState.HELD: [],
    HoldState.PAYING: ["begin_pay"],
    HoldState.CLOSING: ["begin_pay", "close"],
    HoldState.COMMITTED: ["begin_pay", "commit"],
    HoldState.RELEASED: ["release"],
    HoldState.EXPIRED: ["lapse"],
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(HoldState, EVENTS)))
def test_every_pair_does_what_the_table_says(state: HoldState, event: str) -> None:
    model = SaleModel("shw_1", hold_ttl_ms=500)
    model.put("mov_1", "var_a", 10, 5)
    hold, _ = model.reserve("gst_1", "k", [Line("var_a", 2, 100)], "{}", NOW)
    for step in PATHS[state]:
        EVENTS[step](model, hold.hold_id)
    assert model.holds[hold.hold_id].state is state
    try:
        EVENTS[event](model, hold.hold_id)
    except Refusal:
        assert (state, event) not in TRANSITIONS
    after = model.holds[hold.hold_id].state
    assert after is TRANSITIONS.get((state, event), state)
    counted = model.stock()["var_a"]
    assert getattr(counted, COUNTER_OF[after]) >= 2
    assert counted.available + counted.held + counted.paying + counted.sold == counted.initial == 10


def test_ends_are_ends() -> None:
    ends = {HoldState.COMMITTED, HoldState.RELEASED, HoldState.EXPIRED}
    assert {state for state, _ in TRANSITIONS} == set(HoldState) - ends


@pytest.mark.parametrize(
    ("lines", "merged"),
    [
        ([("a", 1, 5), ("b", 2, 6)], [("a", 1, 5), ("b", 2, 6)]),
        ([("a", 1, 5), ("b", 2, 6), ("a", 3, 4)], [("a", 4, 4), ("b", 2, 6)]),
        ([("a", 2, 5), ("a", -2, 9)], [("a", 0, 5)]),
    ],
)
def test_merge(lines: list[tuple[str, int, int]], merged: list[tuple[str, int, int]]) -> None:
    assert merge([Line(*line) for line in lines]) == tuple(Line(*line) for line in merged)


def test_checked_names_the_line() -> None:
    with pytest.raises(Invalid) as refused:
        checked([Line("a", 1, 1), Line("b", 0, 1)], least=1)
    assert list(refused.value.details) == ["lines[1].quantity"]


def test_a_hold_id_stands_for_sale_buyer_and_key() -> None:
    ids = {hold_id_of(s, b, k) for s in ("s1", "s2") for b in ("b1", "b2") for k in ("", "k", "k2")}
    assert len(ids) == 12
    # Pieces that read the same when put together are not the same.
    assert hold_id_of("s", "a", "bc") != hold_id_of("s", "ab", "c")
    assert sale_of(hold_id_of("shw_1", "b", "k")) == "shw_1"
    assert len(hold_id_of("s" * 64, "b", "k")) <= 128


def test_fingerprints_see_items_not_prices_or_order() -> None:
    one = fingerprint([Line("a", 1, 5), Line("b", 2, 5)])
    assert one == fingerprint([Line("b", 2, 9), Line("a", 1, 9)])
    assert one != fingerprint([Line("a", 2, 5), Line("b", 1, 5)])
