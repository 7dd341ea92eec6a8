from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from checkout import tables as t
from checkout.errors import HoldExpired, NotFound, OutOfStock, WrongState
from checkout.stock.holds import Hold, HoldState, Line
from tests.checkout.shop_floor import SHOW, ShopFloor


def hold(number: int, **units: int) -> Hold:
    lines = tuple(Line(variant_id, count, 900) for variant_id, count in units.items())
    return Hold(f"{SHOW}.{number}", SHOW, f"gst_{number}", HoldState.PAYING, 2_000, lines, '{"quote":1}')


async def allocate(floor: ShopFloor, wanted: Hold) -> None:
    async with floor.database.write() as db:
        await floor.ledger.allocate(db, wanted, 2_000)


async def void(floor: ShopFloor, wanted: Hold) -> bool:
    async with floor.database.write() as db:
        return await floor.ledger.void(db, wanted.hold_id, wanted.sale_id, wanted.buyer_id)


async def commit(floor: ShopFloor, wanted: Hold) -> None:
    async with floor.database.write() as db:
        await floor.ledger.commit(db, wanted.hold_id)


async def test_allocates_once(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5, var_b=5)
    for _ in range(3):
        await allocate(floor, hold(1, var_b=2, var_a=1))
    assert await floor.books() == {"var_a": (5, 1), "var_b": (5, 2)}


async def test_a_refusal_leaves_no_trace_and_the_transaction_goes_on(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5, var_b=1)
    async with floor.database.write() as db:
        with pytest.raises(OutOfStock) as refused:
            await floor.ledger.allocate(db, hold(1, var_a=2, var_b=2), 2_000)
        await floor.ledger.allocate(db, hold(2, var_a=1), 2_000)
    assert refused.value.details == {"variant_id": "var_b", "available": 1}
    assert await floor.books() == {"var_a": (5, 1), "var_b": (1, 0)}
    assert await floor.count(t.hold_gate) == 1
    assert await floor.count(t.allocation) == 1


async def test_two_lines_of_one_variant_are_checked_as_one(floor: ShopFloor) -> None:
    await floor.line_up(var_a=3)
    twice = replace(hold(1), lines=(Line("var_a", 2, 1000), Line("var_a", 2, 1000)))
    with pytest.raises(OutOfStock):
        await allocate(floor, twice)
    assert await floor.books() == {"var_a": (3, 0)}


async def test_of_many_at_once_as_many_pass_as_there_are_units(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5, var_b=5)
    # Both orders of lines, so that two bags would wait for each other if variants were not sorted.
    wanted = [hold(i, var_a=1, var_b=1) if i % 2 else hold(i, var_b=1, var_a=1) for i in range(12)]
    results = await asyncio.gather(*(allocate(floor, each) for each in wanted), return_exceptions=True)
    assert [type(result) for result in results if result is not None] == [OutOfStock] * 7
    assert await floor.books() == {"var_a": (5, 5), "var_b": (5, 5)}


async def test_void_gives_back_once(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5)
    await allocate(floor, hold(1, var_a=2))
    assert await void(floor, hold(1))
    assert await void(floor, hold(1))
    assert await floor.books() == {"var_a": (5, 0)}
    with pytest.raises(HoldExpired):
        await allocate(floor, hold(1, var_a=2))
    with pytest.raises(WrongState):
        await commit(floor, hold(1))


async def test_void_before_an_allocation_keeps_it_out(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5)
    assert await void(floor, hold(1))
    with pytest.raises(HoldExpired):
        await allocate(floor, hold(1, var_a=2))
    assert await floor.books() == {"var_a": (5, 0)}


async def test_a_committed_hold_cannot_be_voided(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5)
    await allocate(floor, hold(1, var_a=2))
    await commit(floor, hold(1))
    await commit(floor, hold(1))
    assert not await void(floor, hold(1))
    await allocate(floor, hold(1, var_a=2))
    assert await floor.books() == {"var_a": (5, 2)}


async def test_void_and_allocation_never_both_happen(floor: ShopFloor) -> None:
    await floor.line_up(var_a=100)
    for number in range(10):
        one = hold(number, var_a=1)
        allocated, voided = await asyncio.gather(allocate(floor, one), void(floor, one), return_exceptions=True)
        assert voided is True
        assert allocated is None or isinstance(allocated, HoldExpired)
    assert await floor.books() == {"var_a": (100, 0)}


async def test_a_hold_of_an_earlier_epoch_is_refused(floor: ShopFloor) -> None:
    await floor.line_up(var_a=5)
    paying = await floor.store.begin_pay(SHOW, (await floor.reserve("gst_1", var_a=1)).hold_id, floor.clock() + 60_000)
    await floor.sales.load(SHOW)
    with pytest.raises(HoldExpired):
        await allocate(floor, paying)
    assert await floor.books() == {"var_a": (5, 0)}


async def test_unknown(floor: ShopFloor) -> None:
    with pytest.raises(NotFound):
        await commit(floor, hold(1))
    with pytest.raises(OutOfStock):
        await allocate(floor, hold(1, var_unknown=1))
    with pytest.raises(NotFound):
        await allocate(floor, replace(hold(1, var_a=1), sale_id="shw_unknown"))
