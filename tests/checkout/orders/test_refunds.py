from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from checkout import tables as t
from checkout.errors import Conflict, Forbidden, Invalid, LimitReached, NotFound, NotSignedIn, Unavailable, WrongState
from checkout.money import Money
from checkout.orders.refunds import RefundRefused
from checkout.orders.wire import CancelWanted, RefundWanted, ShipWanted
from checkout.payments.method import Charge, Outcome, Verdict
from tests.checkout.orders.counter import (
    BUDI,
    MODERATOR,
    OWNER,
    SHELF,
    SHOW,
    STRANGER,
    VASE,
    Counter,
    Crash,
)

WHOLE = RefundWanted("broken")


def part(amount: str, currency: str = "IDR", restock: bool = False) -> RefundWanted:
    return RefundWanted("broken", Money(amount, currency), restock)


async def bought(counter: Counter, units: int = 2) -> str:
    return (await counter.buy(BUDI, (VASE, units))).orders[0].order_id


async def test_all_of_it(counter: Counter) -> None:
    order = await counter.orders.refund(await bought(counter), OWNER, WHOLE)
    assert (order.payment.state, order.refunded, order.state) == ("refunded", order.total, "accepted")
    assert counter.bank.kept == 0
    assert (await counter.history(order.order_id))[-2:] == [("refund_asked", "seller"), ("refunded", "seller")]
    (entry,) = await counter.entries("order.refunded")
    assert entry.staff == {
        "order_id": order.order_id,
        "buyer": "gst_budi",
        "amount": "315000",
        "currency": "IDR",
        "reason": "broken",
        "is_test": False,
    }
    # A refund never restocks by itself, and what went back is not to be shipped.
    assert await counter.stock() == (10, 8, 0, 0, 2)
    assert await counter.stock(sale=SHELF) == (3, 3, 0, 0, 0)
    with pytest.raises(WrongState):
        await counter.orders.ship(order.order_id, OWNER, ShipWanted())
    assert (await counter.orders.cancel(order.order_id, OWNER, CancelWanted())).state == "cancelled"


async def test_in_parts_and_never_more_than_was_paid(counter: Counter) -> None:
    order_id = await bought(counter)
    order = await counter.orders.refund(order_id, OWNER, part("100000"))
    assert (order.payment.state, order.refunded) == ("part_refunded", Money("100000", "IDR"))
    for wrong in (part("215001"), part("0"), part("-5"), part("1.5"), part("1", "USD"), part("1e3"), part("9" * 30)):
        with pytest.raises(Invalid):
            await counter.orders.refund(order_id, OWNER, wrong)
    order = await counter.orders.refund(order_id, OWNER, part("215000"))
    assert (order.payment.state, order.refunded) == ("refunded", order.total)
    for wrong in (part("1"), WHOLE):
        with pytest.raises((Invalid, WrongState)):
            await counter.orders.refund(order_id, OWNER, wrong)
    assert counter.bank.kept == 0
    assert len(await counter.entries("order.refunded")) == 2


async def test_many_at_once_never_give_back_more_than_was_paid(counter: Counter) -> None:
    order_id = await bought(counter)
    results = await asyncio.gather(
        *(counter.orders.refund(order_id, OWNER, part("100000")) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(result, Invalid) for result in results) == 3
    assert counter.bank.kept == 15_000
    assert (await counter.orders.order(order_id, OWNER)).payment.state == "part_refunded"


async def test_restocked_units_reach_the_shelf_once(counter: Counter) -> None:
    order_id = await bought(counter)
    await counter.orders.refund(order_id, OWNER, part("100000"))
    # Units come back with the last of the money: a refund of one rupiah must not empty the parcel.
    for amount in ("1", "214999"):
        with pytest.raises(Invalid) as refused:
            await counter.orders.refund(order_id, OWNER, part(amount, restock=True))
        assert list(refused.value.details) == ["restock"]
    assert await counter.stock(sale=SHELF) == (3, 3, 0, 0, 0)
    await counter.orders.refund(order_id, OWNER, part("215000", restock=True))
    assert await counter.stock(sale=SHELF) == (5, 5, 0, 0, 0)
    assert await counter.stock() == (10, 8, 0, 0, 2)
    with pytest.raises((Conflict, Invalid)):
        await counter.orders.refund(order_id, OWNER, part("1", restock=True))
    assert await counter.stock(sale=SHELF) == (5, 5, 0, 0, 0)
    await counter.check_books()
    await counter.check_books(SHELF)


async def test_a_shipped_order_that_came_back(counter: Counter) -> None:
    order_id = await bought(counter)
    await counter.orders.ship(order_id, OWNER, ShipWanted())
    order = await counter.orders.refund(order_id, OWNER, RefundWanted("came back", restock=True))
    assert (order.state, order.payment.state) == ("returned", "refunded")
    assert (await counter.history(order_id))[-1] == ("returned", "seller")


async def test_cancelling_a_paid_order_gives_the_money_back(counter: Counter) -> None:
    order_id = await bought(counter)
    order = await counter.orders.cancel(order_id, OWNER, CancelWanted("sold out"))
    assert (order.state, order.payment.state, order.refunded) == ("cancelled", "refunded", order.total)
    assert counter.bank.kept == 0
    assert await counter.stock() == (10, 8, 0, 0, 2)
    with pytest.raises(WrongState):
        await counter.orders.cancel(order_id, OWNER, CancelWanted())


async def test_cancelling_a_paid_order_is_told_once(counter: Counter) -> None:
    order_id = await bought(counter)
    await counter.orders.cancel(order_id, OWNER, CancelWanted("broken in the oven"))
    with pytest.raises(WrongState):
        await counter.orders.cancel(order_id, OWNER, CancelWanted())
    (entry,) = await counter.entries("order.cancelled")
    assert (entry.data, entry.staff) == (
        {},
        {"order_id": order_id, "buyer": "gst_budi", "reason": "broken in the oven"},
    )


async def test_a_buyer_whose_paid_order_was_cancelled_may_buy_again(counter: Counter) -> None:
    order_id = await bought(counter, 5)
    with pytest.raises(LimitReached):
        await counter.hold(BUDI, (VASE, 1))
    await counter.orders.cancel(order_id, OWNER, CancelWanted())
    await counter.orders.reconcile()
    assert (await counter.buy(BUDI, (VASE, 5))).payment.state == "paid"
    # What was forgiven once is not forgiven again, neither by a look at what Redis missed nor by a rebuild.
    for again in (counter.orders.reconcile(), counter.sales.load(SHOW), counter.orders.reconcile()):
        await again
        with pytest.raises(LimitReached):
            await counter.hold(BUDI, (VASE, 1))
    await counter.check_books()


async def test_a_cancelled_order_that_redis_missed_is_forgiven_later(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await bought(counter, 5)

    async def away(*_: Any) -> None:
        raise Unavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(counter.store, "forgive", away)
        await counter.orders.cancel(order_id, OWNER, CancelWanted())
    with pytest.raises(LimitReached):
        await counter.hold(BUDI, (VASE, 1))
    await counter.orders.reconcile()
    await counter.hold(BUDI, (VASE, 5))


async def test_a_rebuilt_sale_does_not_count_cancelled_orders(counter: Counter) -> None:
    order_id = await bought(counter, 5)
    await counter.orders.cancel(order_id, OWNER, CancelWanted())
    counter.clock.forward(s=2 * 86_400)
    await counter.redis.flushall()
    await counter.sales.ensure_loaded(SHOW)
    await counter.hold(BUDI, (VASE, 5))
    await counter.check_books()


async def test_cancelling_with_restock(counter: Counter) -> None:
    await counter.orders.cancel(await bought(counter), OWNER, CancelWanted(restock=True))
    assert await counter.stock(sale=SHELF) == (5, 5, 0, 0, 0)


async def test_who_may_and_when(counter: Counter) -> None:
    order_id = (await counter.place()).orders[0].order_id
    with pytest.raises(WrongState):
        await counter.orders.refund(order_id, OWNER, WHOLE)
    refused: list[tuple[Any, type[Exception]]] = [
        (BUDI, NotSignedIn), (STRANGER, NotFound), (MODERATOR, Forbidden)
    ]  # fmt: skip
    for caller, error in refused:
        with pytest.raises(error):
            await counter.orders.refund(order_id, caller, WHOLE)
        with pytest.raises(error):
            await counter.orders.cancel(order_id, caller, CancelWanted())
    with pytest.raises(NotFound):
        await counter.orders.refund("ord_nope", OWNER, WHOLE)


async def test_a_provider_that_refuses(counter: Counter) -> None:
    order_id = await bought(counter)

    async def refuse(charge: Charge, amount_minor: int, key: str) -> Outcome:
        return Outcome(Verdict.DECLINED, None, "too_old", "Too long ago.")

    counter.bank.refund = refuse  # type: ignore[method-assign]
    with pytest.raises(RefundRefused, match="Too long ago"):
        await counter.orders.refund(order_id, OWNER, WHOLE)
    order = await counter.orders.order(order_id, OWNER)
    assert (order.payment.state, order.refunded) == ("paid", Money("0", "IDR"))
    assert (await counter.history(order_id))[-1] == ("refund_failed", "seller")


@pytest.mark.parametrize("error", [Crash(), Unavailable("away")])
async def test_what_was_cut_short_is_repeated_under_the_same_key(counter: Counter, error: Exception) -> None:
    order_id = await bought(counter)
    counter.bank.after_refund = error
    with pytest.raises(type(error)):
        await counter.orders.refund(order_id, OWNER, RefundWanted("broken", restock=True))
    counter.bank.after_refund = None
    counter.clock.forward(s=91)
    await counter.orders.reconcile()
    await counter.orders.reconcile()
    order = await counter.orders.order(order_id, OWNER)
    assert (order.payment.state, order.refunded) == ("refunded", order.total)
    assert len(counter.bank.refunded) == 1
    assert await counter.stock(sale=SHELF) == (5, 5, 0, 0, 0)
    async with counter.database.read() as db:
        assert list((await db.execute(select(t.refund.c.state))).scalars()) == ["done"]
