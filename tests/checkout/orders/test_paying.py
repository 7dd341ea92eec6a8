from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from checkout import tables as t
from checkout.errors import CardDeclined, HoldExpired, Invalid, NotFound, Unavailable, WrongState
from checkout.payments.method import Outcome, PayRequest, Verdict
from tests.checkout.orders.counter import AYU, BAD, BUDI, CUP, GOOD, OWNER, SHOP, TERMS, VASE, Counter, Crash


async def attempts(counter: Counter) -> list[str]:
    async with counter.database.read() as db:
        return list((await db.execute(select(t.payment.c.state).order_by(t.payment.c.attempt))).scalars())


async def test_a_paid_order_is_accepted_and_its_units_are_sold(counter: Counter) -> None:
    checkout = await counter.buy(BUDI, (VASE, 2))
    assert checkout.payment.state == "paid"
    assert checkout.payment.paid_at is not None
    order = await counter.orders.order(checkout.orders[0].order_id, BUDI)
    assert (order.state, order.payment.state, order.checkout_id) == ("accepted", "paid", None)
    assert await counter.history(order.order_id) == [("placed", "buyer"), ("paid", "buyer"), ("accepted", "system")]
    assert await counter.stock() == (10, 8, 0, 0, 2)
    (entry,) = await counter.entries("order.paid")
    assert entry.data == {"name": "B***", "lines": [{"variant_id": VASE, "quantity": 2}]}
    assert entry.visibility == "public"
    assert entry.staff["order_id"] == order.order_id
    assert entry.staff["payment_id"].startswith("pay_")
    assert counter.bank.paid == {f"pay:{checkout.hold_id}:1": 315_000}
    await counter.check_books()


async def test_the_test_card_is_marked(counter: Counter) -> None:
    checkout = await counter.buy(BUDI, method="test_card")
    assert (checkout.payment.state, checkout.payment.is_test) == ("paid", True)
    assert (await counter.orders.order(checkout.orders[0].order_id, BUDI)).payment.is_test
    for kind in ("order.placed", "order.paid"):
        assert (await counter.entries(kind))[0].staff["is_test"] is True


async def test_a_declined_card_keeps_the_hold_and_can_be_paid_again(counter: Counter) -> None:
    checkout = await counter.place(BUDI, (VASE, 2), method="test_card")
    for _ in range(2):
        with pytest.raises(CardDeclined):
            await counter.orders.pay(checkout.checkout_id, BUDI, BAD)
        assert await counter.stock() == (10, 8, 0, 2, 0)
        view = await counter.orders.order(checkout.orders[0].order_id, BUDI)
        assert (view.state, view.payment.state, view.checkout_id) == ("placed", "failed", checkout.checkout_id)
    assert (await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)).payment.state == "paid"
    assert await attempts(counter) == ["failed", "failed", "paid"]
    assert await counter.stock() == (10, 8, 0, 0, 2)
    await counter.check_books()


async def test_a_number_that_is_no_test_card_is_no_attempt(counter: Counter) -> None:
    checkout = await counter.place(BUDI, method="test_card")
    with pytest.raises(Invalid, match="test card"):
        await counter.orders.pay(checkout.checkout_id, BUDI, PayRequest("4111111111111111"))
    assert await attempts(counter) == []
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "due"


async def test_paying_twice_at_once_charges_once(counter: Counter) -> None:
    checkout = await counter.place()
    counter.bank.go_on = asyncio.Event()
    first = asyncio.create_task(counter.orders.pay(checkout.checkout_id, BUDI, GOOD))
    await counter.bank.waiting.wait()
    with pytest.raises(WrongState) as refused:
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    assert refused.value.details == {"state": "processing"}
    with pytest.raises(WrongState):
        await counter.orders.give_back(checkout.hold_id, BUDI)
    counter.bank.go_on.set()
    assert (await first).payment.state == "paid"
    with pytest.raises(WrongState):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    assert len(counter.bank.asked) == 1
    await counter.check_books()


async def test_ten_at_once_charge_once(counter: Counter) -> None:
    checkout = await counter.place()
    results = await asyncio.gather(
        *(counter.orders.pay(checkout.checkout_id, BUDI, GOOD) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(result, WrongState) for result in results) == 9
    assert len(counter.bank.asked) == 1
    assert counter.bank.kept == 165_000


async def test_other_buyers_checkouts(counter: Counter) -> None:
    checkout = await counter.place()
    for checkout_id, caller in ((checkout.checkout_id, AYU), ("chk_nope", BUDI), (checkout.checkout_id, OWNER)):
        with pytest.raises(NotFound):
            await counter.orders.pay(checkout_id, caller, GOOD)
        with pytest.raises(NotFound):
            await counter.orders.checkout(checkout_id, caller)


async def test_too_late(counter: Counter) -> None:
    checkout = await counter.place()
    counter.clock.forward(s=600)
    with pytest.raises(HoldExpired):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    assert await counter.orders.sweep() == 1
    with pytest.raises(HoldExpired):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    assert counter.bank.asked == []
    order = await counter.orders.order(checkout.orders[0].order_id, OWNER)
    assert (order.state, order.payment.state) == ("cancelled", "failed")
    assert (await counter.history(order.order_id))[-1] == ("cancelled", "system")
    assert await counter.stock() == (10, 10, 0, 0, 0)
    assert (await counter.entries("order.cancelled"))[0].staff["reason"] == "expired"
    await counter.check_books()


async def test_a_declined_and_lapsed_checkout(counter: Counter) -> None:
    checkout = await counter.place(method="test_card")
    with pytest.raises(CardDeclined):
        await counter.orders.pay(checkout.checkout_id, BUDI, BAD)
    counter.clock.forward(s=601)
    assert await counter.orders.sweep() == 1
    with pytest.raises(HoldExpired):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    assert await counter.stock() == (10, 10, 0, 0, 0)


async def test_nothing_to_pay_asks_nobody(counter: Counter) -> None:
    counter.shops.terms_of[SHOP] = msgspec.structs.replace(TERMS, shipping_options=())
    async with counter.database.write() as db:
        await db.execute(update(t.sale_item).where(t.sale_item.c.variant_id == CUP).values(show_price_minor=0))
    checkout = await counter.buy(BUDI, (CUP, 1))
    assert (checkout.total.amount, checkout.payment.state) == ("0", "paid")
    assert counter.bank.asked == []
    await counter.check_books()


async def test_money_that_comes_after_the_units_were_given_up_goes_back(counter: Counter) -> None:
    checkout = await counter.place()
    counter.bank.go_on = asyncio.Event()
    paying = asyncio.create_task(counter.orders.pay(checkout.checkout_id, BUDI, GOOD))
    await counter.bank.waiting.wait()
    counter.clock.forward(s=601)
    assert await counter.orders.sweep() == 1
    assert await counter.stock() == (10, 10, 0, 0, 0)
    counter.bank.go_on.set()
    with pytest.raises(HoldExpired, match="goes back"):
        await paying
    assert counter.bank.kept == 0
    assert await attempts(counter) == ["late_refunded"]
    order = await counter.orders.order(checkout.orders[0].order_id, OWNER)
    assert (order.state, order.payment.state) == ("cancelled", "failed")
    await counter.check_books()


async def test_late_money_that_cannot_go_back_at_once_goes_back_later(counter: Counter) -> None:
    checkout = await counter.place()
    counter.bank.go_on = asyncio.Event()
    counter.bank.refund_error = Unavailable("away")
    paying = asyncio.create_task(counter.orders.pay(checkout.checkout_id, BUDI, GOOD))
    await counter.bank.waiting.wait()
    counter.clock.forward(s=601)
    await counter.orders.sweep()
    counter.bank.go_on.set()
    with pytest.raises(HoldExpired):
        await paying
    assert await attempts(counter) == ["late"]
    counter.bank.refund_error = None
    await counter.orders.reconcile()
    await counter.orders.reconcile()
    assert counter.bank.kept == 0
    assert await attempts(counter) == ["late_refunded"]


async def test_a_provider_that_takes_its_time(counter: Counter) -> None:
    checkout = await counter.place()
    counter.bank.answer = Outcome(Verdict.PROCESSING, "slow-1")
    assert (await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)).payment.state == "processing"
    counter.clock.forward(s=200)
    await counter.orders.reconcile()
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "processing"
    counter.bank.paid[f"pay:{checkout.hold_id}:1"] = 165_000
    counter.clock.forward(s=401)
    assert await counter.orders.sweep() == 1
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "paid"
    assert await counter.stock() == (10, 9, 0, 0, 1)
    await counter.check_books()


async def test_a_crash_after_the_money_was_taken(counter: Counter) -> None:
    checkout = await counter.place()
    counter.bank.after_taking = Crash()
    with pytest.raises(Crash):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    await counter.orders.reconcile()
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "processing"
    counter.clock.forward(s=91)
    await counter.orders.reconcile()
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "paid"
    assert await counter.stock() == (10, 9, 0, 0, 1)
    assert counter.bank.kept == 165_000
    await counter.check_books()


async def test_a_crash_before_the_money_was_taken(counter: Counter) -> None:
    checkout = await counter.place(method="bank")

    async def crash(*_: Any) -> Outcome:
        raise Crash

    pay, counter.bank.pay = counter.bank.pay, crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    counter.bank.pay = pay  # type: ignore[method-assign]
    counter.clock.forward(s=91)
    await counter.orders.reconcile()
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "failed"
    assert (await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)).payment.state == "paid"
    assert counter.bank.kept == 165_000
    await counter.check_books()


async def test_a_crash_while_the_money_is_recorded(counter: Counter) -> None:
    checkout = await counter.place()
    add = counter.outbox.add

    async def crash(*_: Any) -> str:
        raise Crash

    counter.outbox.add = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    counter.outbox.add = add  # type: ignore[method-assign]
    counter.clock.forward(s=601)
    assert await counter.orders.sweep() == 1
    assert (await counter.orders.checkout(checkout.checkout_id, BUDI)).payment.state == "paid"
    assert await counter.stock() == (10, 9, 0, 0, 1)
    assert len(await counter.entries("order.paid")) == 1
    await counter.check_books()


@pytest.mark.parametrize("where", ["drain", "commit"])
async def test_a_crash_between_sql_and_redis(counter: Counter, where: str) -> None:
    checkout = await counter.place()
    target = counter.outbox if where == "drain" else counter.store
    real = getattr(target, where)

    async def crash(*_: Any) -> Any:
        raise Crash

    setattr(target, where, crash)
    with pytest.raises(Crash):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    setattr(target, where, real)
    assert await counter.stock() == (10, 9, 0, 1, 0)
    await counter.outbox.drain()
    await counter.orders.reconcile()
    assert await counter.stock() == (10, 9, 0, 0, 1)
    assert len(await counter.entries("order.paid")) == 1
    await counter.check_books()


async def test_a_crash_between_void_and_redis(counter: Counter) -> None:
    checkout = await counter.place()
    real = counter.store.abandon

    async def crash(*_: Any) -> Any:
        raise Crash

    counter.store.abandon = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await counter.orders.give_back(checkout.hold_id, BUDI)
    counter.store.abandon = real  # type: ignore[method-assign]
    assert await counter.stock() == (10, 9, 0, 1, 0)
    await counter.orders.reconcile()
    assert await counter.stock() == (10, 10, 0, 0, 0)
    await counter.check_books()


async def test_a_provider_that_is_away_at_the_deadline_keeps_the_units(counter: Counter) -> None:
    checkout = await counter.place()
    counter.bank.after_taking = Unavailable("away")
    with pytest.raises(Unavailable):
        await counter.orders.pay(checkout.checkout_id, BUDI, GOOD)
    counter.bank.cancel_error = Unavailable("away")
    counter.clock.forward(s=601)
    assert await counter.orders.sweep() == 0
    assert await counter.stock() == (10, 9, 0, 1, 0)
    counter.bank.cancel_error = None
    counter.clock.forward(s=1)
    assert await counter.orders.sweep() == 1
    assert await counter.stock() == (10, 9, 0, 0, 1)
    await counter.check_books()


async def test_the_last_unit_is_sold_once_whoever_hurries(counter: Counter) -> None:
    await counter.buy(BUDI, (VASE, 5))
    await counter.buy(AYU, (VASE, 5))
    assert await counter.stock() == (10, 0, 0, 0, 10)
    await counter.check_books()
