from __future__ import annotations

import asyncio

import pytest

from checkout.caller import Caller
from checkout.errors import Forbidden, Invalid, NotFound, NotSignedIn, WrongState
from checkout.orders.wire import CancelWanted, ProblemTold, ShipWanted
from tests.checkout.orders.counter import AYU, BUDI, MODERATOR, OWNER, STRANGER, VASE, Counter

SHIP = ShipWanted("JNE", " CGK123 ")


async def test_the_way_to_the_buyer(counter: Counter) -> None:
    order_id = (await counter.buy()).orders[0].order_id
    order = await counter.orders.ship(order_id, OWNER, SHIP)
    assert (order.state, order.carrier, order.tracking) == ("shipped", "JNE", "CGK123")
    assert (await counter.orders.deliver(order_id, OWNER)).state == "delivered"
    assert (await counter.orders.received(order_id, BUDI, by_token=False)).state == "completed"
    assert (await counter.history(order_id))[-3:] == [
        ("shipped", "seller"),
        ("delivered", "seller"),
        ("received", "buyer"),
    ]
    for call in (
        counter.orders.ship(order_id, OWNER, SHIP),
        counter.orders.deliver(order_id, OWNER),
        counter.orders.received(order_id, BUDI, by_token=False),
        counter.orders.cancel(order_id, OWNER, CancelWanted()),
    ):
        with pytest.raises(WrongState) as refused:
            await call
        assert refused.value.details["state"] in ("completed", "paid")


async def test_received_without_the_sellers_word(counter: Counter) -> None:
    order_id = (await counter.buy()).orders[0].order_id
    with pytest.raises(WrongState):
        await counter.orders.received(order_id, BUDI, by_token=False)
    await counter.orders.ship(order_id, OWNER, ShipWanted())
    assert (await counter.orders.received(order_id, Caller(), by_token=True)).state == "completed"


async def test_shipping_twice_at_once_is_shipping_once(counter: Counter) -> None:
    order_id = (await counter.buy()).orders[0].order_id
    results = await asyncio.gather(
        *(counter.orders.ship(order_id, OWNER, SHIP) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, WrongState) for result in results) == 3


async def test_an_unpaid_order_is_not_shipped_but_may_be_cancelled(counter: Counter) -> None:
    order_id = (await counter.place(BUDI, (VASE, 2))).orders[0].order_id
    with pytest.raises(WrongState):
        await counter.orders.ship(order_id, OWNER, SHIP)
    order = await counter.orders.cancel(order_id, OWNER, CancelWanted())
    assert (order.state, order.payment.state) == ("cancelled", "failed")
    assert await counter.stock() == (10, 10, 0, 0, 0)
    with pytest.raises(WrongState):
        await counter.orders.cancel(order_id, OWNER, CancelWanted())
    await counter.check_books()


async def test_a_problem_is_in_the_history(counter: Counter) -> None:
    order_id = (await counter.buy()).orders[0].order_id
    order = await counter.orders.problem(order_id, BUDI, ProblemTold("It broke.\n\nTwice.\u202e"), by_token=False)
    assert order.history
    assert (order.history[-1].kind, order.history[-1].by) == ("problem", "buyer")
    assert order.history[-1].data == {"text": "It broke.\n\nTwice."}
    with pytest.raises(Invalid):
        await counter.orders.problem(order_id, BUDI, ProblemTold(" \u200b"), by_token=False)
    with pytest.raises(NotFound):
        await counter.orders.problem(order_id, AYU, ProblemTold("mine?"), by_token=False)


async def test_who_may(counter: Counter) -> None:
    order_id = (await counter.buy()).orders[0].order_id
    for caller, error in ((BUDI, NotSignedIn), (STRANGER, NotFound), (MODERATOR, Forbidden), (Caller(), NotSignedIn)):
        with pytest.raises(error):
            await counter.orders.ship(order_id, caller, SHIP)
        with pytest.raises(error):
            await counter.orders.deliver(order_id, caller)
    with pytest.raises(NotFound):
        await counter.orders.received(order_id, AYU, by_token=False)


async def test_who_sees_what(counter: Counter) -> None:
    checkout = await counter.place()
    order_id = checkout.orders[0].order_id
    mine = await counter.orders.order(order_id, BUDI)
    assert mine.contact is not None
    assert (mine.contact.name, mine.contact.email, mine.contact.phone) == (
        "Budi", "budi@example.com", "+62 812 345 678"
    )  # fmt: skip
    assert (mine.checkout_id, "token=" in mine.order_url) == (checkout.checkout_id, True)
    assert mine.shop.returns_policy == "Within 14 days."
    sellers = await counter.orders.order(order_id, OWNER)
    assert sellers.contact == mine.contact
    assert (sellers.checkout_id, "token=" in sellers.order_url) == (None, False)
    moderators = await counter.orders.order(order_id, MODERATOR)
    assert (moderators.contact, moderators.address) == (None, None)
    by_link = await counter.orders.order(order_id, Caller(), by_token=True)
    assert (by_link.contact, by_link.checkout_id) == (mine.contact, None)
    with pytest.raises(NotSignedIn):
        await counter.orders.order(order_id, Caller())
    for caller, wanted in ((AYU, order_id), (STRANGER, order_id), (BUDI, "ord_nope")):
        with pytest.raises(NotFound):
            await counter.orders.order(wanted, caller)
