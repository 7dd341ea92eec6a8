"""One hold, payment or refund that fails stops nobody after it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checkout.orders.counter import AYU, BUDI, GOOD, Counter, Crash


@pytest.mark.parametrize("failing", [BUDI, AYU])
async def test_a_hold_that_cannot_be_ended_stops_no_other(counter: Counter, failing: Any) -> None:
    checkouts = {caller.buyer_id: await counter.place(caller) for caller in (BUDI, AYU)}
    counter.clock.forward(s=601)
    real = counter.store.close

    async def close(sale_id: str, hold_id: str) -> Any:
        if hold_id == checkouts[failing.buyer_id].hold_id:
            raise Crash
        return await real(sale_id, hold_id)

    counter.store.close = close  # type: ignore[method-assign]
    assert await counter.orders.sweep() == 1
    counter.store.close = real  # type: ignore[method-assign]
    assert await counter.orders.sweep() == 1
    await counter.check_books()


@pytest.mark.parametrize("failing", [BUDI, AYU])
async def test_a_payment_that_cannot_be_decided_stops_no_other(counter: Counter, failing: Any) -> None:
    checkouts = {caller.buyer_id: await counter.place(caller) for caller in (BUDI, AYU)}
    counter.bank.after_taking = Crash()
    for caller in (BUDI, AYU):
        with pytest.raises(Crash):
            await counter.orders.pay(checkouts[caller.buyer_id].checkout_id, caller, GOOD)
    cancel = counter.bank.cancel

    async def crash_for_one(charge: Any) -> bool:
        if charge.checkout_id == checkouts[failing.buyer_id].checkout_id:
            raise Crash
        return await cancel(charge)

    counter.bank.cancel = crash_for_one  # type: ignore[method-assign]
    counter.clock.forward(s=91)
    await counter.orders.reconcile()
    states = {
        caller.buyer_id: (await counter.orders.checkout(checkouts[caller.buyer_id].checkout_id, caller)).payment.state
        for caller in (BUDI, AYU)
    }
    assert states.pop(failing.buyer_id) == "processing"
    assert list(states.values()) == ["paid"]
    counter.bank.cancel = cancel  # type: ignore[method-assign]
    await counter.orders.reconcile()
    assert await counter.stock() == (10, 8, 0, 0, 2)
    await counter.check_books()
