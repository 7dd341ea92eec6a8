from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, update

from checkout import tables as t
from checkout.errors import HoldExpired, Invalid, LimitReached, NotFound, OutOfStock
from checkout.money import Money
from checkout.orders.wire import Contact
from checkout.wire import parse_rfc3339
from tests.checkout.orders.counter import AYU, BUDI, CUP, OWNER, SHOP, SHOW, TERMS, VASE, Counter, Crash, guest


async def test_an_order_is_placed_from_a_hold(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 2), (CUP, 1))
    checkout, is_new = await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    assert is_new
    assert checkout.total == Money("345000", "IDR")
    assert (checkout.payment.provider, checkout.payment.state, checkout.payment.is_test) == ("bank", "due", False)
    assert parse_rfc3339(checkout.payment.pay_by) == counter.clock() + 600_000
    (order,) = checkout.orders
    assert (order.number, order.state, order.shop_id, order.total) == (1, "placed", SHOP, checkout.total)
    assert order.order_url.startswith(f"https://shop.example/orders/{order.order_id}?token=")
    assert await counter.stock() == (10, 8, 0, 2, 0)
    assert (await counter.orders.holds.get(hold.hold_id, BUDI)).checkout_id == checkout.checkout_id
    (entry,) = await counter.entries("order.placed")
    assert entry.data == {}
    assert entry.staff == {
        "order_id": order.order_id,
        "buyer": "gst_budi",
        "lines": [
            {"variant_id": VASE, "quantity": 2, "price": "150000"},
            {"variant_id": CUP, "quantity": 1, "price": "30000"},
        ],
        "total": "345000",
        "currency": "IDR",
        "is_test": False,
    }
    assert await counter.history(order.order_id) == [("placed", "buyer")]
    await counter.check_books()


async def test_placing_twice_is_placing_once(counter: Counter) -> None:
    hold = await counter.hold()
    first, _ = await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    again, is_new = await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    assert (again, is_new) == (first, False)
    with pytest.raises(NotFound):
        await counter.orders.place(hold.hold_id, AYU, counter.wish(AYU))


async def test_placing_twice_at_once_is_placing_once(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 4))
    both = await asyncio.gather(*(counter.orders.place(hold.hold_id, BUDI, counter.wish()) for _ in range(4)))
    assert len({checkout.checkout_id for checkout, _ in both}) == 1
    assert sum(is_new for _, is_new in both) == 1
    assert await counter.stock() == (10, 6, 0, 4, 0)
    (entry,) = await counter.entries("checkout.opened")
    assert (entry.data, entry.staff) == ({}, {"hold_id": hold.hold_id, "buyer": "gst_budi"})
    async with counter.database.read() as db:
        assert (await db.execute(select(func.count()).select_from(t.order))).scalar_one() == 1
    await counter.check_books()


async def test_a_twin_that_looks_after_the_other_has_placed_is_no_second_order(counter: Counter) -> None:
    """The limit must not count the very order that the double click wants: here one twin was slow to look."""
    for number in range(5):
        hold = await counter.hold(guest(f"g{number}"), (CUP, 1))
        twins = (
            counter.orders.place(hold.hold_id, guest(f"g{number}"), counter.wish(guest(f"g{number}"))) for _ in range(6)
        )
        assert sum(is_new for _, is_new in await asyncio.gather(*twins)) == 1
    hold = await counter.hold(BUDI, (VASE, 5))
    usable = counter.orders._placing._usable

    async def slow(*args: Any) -> Any:
        found = await usable(*args)
        counter.orders._placing._usable = usable  # type: ignore[method-assign]
        assert (await counter.orders.place(hold.hold_id, BUDI, counter.wish()))[1]
        return found

    counter.orders._placing._usable = slow  # type: ignore[method-assign]
    assert not (await counter.orders.place(hold.hold_id, BUDI, counter.wish()))[1]
    assert await counter.stock() == (10, 5, 0, 5, 0)
    await counter.check_books()


async def test_numbers_count_up_per_shop_also_at_once(counter: Counter) -> None:
    holds = [await counter.hold(guest(f"g{number}"), ((VASE, CUP)[number % 2], 1)) for number in range(12)]
    made = await asyncio.gather(
        *(
            counter.orders.place(hold.hold_id, guest(f"g{number}"), counter.wish(guest(f"g{number}")))
            for number, hold in enumerate(holds)
        )
    )
    assert sorted(checkout.orders[0].number for checkout, _ in made) == list(range(1, 13))
    await counter.check_books()


async def test_orders_from_the_shelf_and_the_show_at_once(counter: Counter) -> None:
    places = [
        (guest(f"s{number}"), await counter.hold(guest(f"s{number}"), (VASE, 1), sale=sale))
        for number, sale in enumerate(["sal_1", SHOW] * 3)
    ]
    made = await asyncio.gather(
        *(counter.orders.place(hold.hold_id, caller, counter.wish(caller)) for caller, hold in places)
    )
    assert sorted(checkout.orders[0].number for checkout, _ in made) == list(range(1, 7))
    await counter.check_books("sal_1")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"contact": Contact(" \u200b ", "a@example.com")}, "contact.name"),
        ({"contact": Contact("Budi", "budi")}, "contact.email"),
        ({"contact": Contact("Budi", "a@example.com", "call me")}, "contact.phone"),
        ({"address": None}, "address"),
        ({"address": {"street": " "}}, "address"),
        ({"shipping_option": "drone"}, "shipping_option"),
        ({"payment_method": "stripe"}, "payment_method"),  # the shop has it, this server has not
        ({"payment_method": "cash_on_delivery"}, "payment_method"),
        ({"payment_method": "\0"}, "payment_method"),
    ],
)
async def test_wishes_that_are_refused_leave_the_hold(counter: Counter, change: dict[str, Any], field: str) -> None:
    hold = await counter.hold()
    with pytest.raises(Invalid) as refused:
        await counter.orders.place(hold.hold_id, BUDI, msgspec.structs.replace(counter.wish(), **change))
    assert list(refused.value.details) == [field]
    assert await counter.stock() == (10, 9, 1, 0, 0)
    assert (await counter.orders.place(hold.hold_id, BUDI, counter.wish()))[1]


async def test_a_method_that_the_shop_switched_off(counter: Counter) -> None:
    counter.shops.terms_of[SHOP] = msgspec.structs.replace(TERMS, payment_methods=("test_card",))
    hold = await counter.hold()
    with pytest.raises(Invalid, match="payment_method"):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    checkout, _ = await counter.orders.place(hold.hold_id, BUDI, counter.wish(method="test_card"))
    assert checkout.payment.is_test


async def test_a_dearer_shipping_option_can_be_chosen(counter: Counter) -> None:
    hold = await counter.hold()
    wish = counter.wish(shipping_option="express", address="Jl. Merdeka 1, Bandung")
    checkout, _ = await counter.orders.place(hold.hold_id, BUDI, wish)
    order = await counter.orders.order(checkout.orders[0].order_id, BUDI)
    assert order.shipping is not None
    assert (order.shipping.option_id, order.shipping.price, order.total) == (
        "express", Money("40000", "IDR"), Money("190000", "IDR")
    )  # fmt: skip
    assert order.address == {"street": "Jl. Merdeka 1, Bandung"}


async def test_a_shop_that_sends_nothing_needs_no_address(counter: Counter) -> None:
    counter.shops.terms_of[SHOP] = msgspec.structs.replace(TERMS, shipping_options=())
    hold = await counter.hold()
    assert (hold.quote.shipping_options, hold.quote.shipping_option) == ([], None)
    checkout, _ = await counter.orders.place(hold.hold_id, BUDI, counter.wish(address=None))
    order = await counter.orders.order(checkout.orders[0].order_id, BUDI)
    assert (order.shipping, order.address, order.total) == (None, None, Money("150000", "IDR"))


async def test_holds_that_are_over(counter: Counter) -> None:
    hold = await counter.hold()
    counter.clock.forward(s=300)
    with pytest.raises(HoldExpired):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    with pytest.raises(HoldExpired):
        await counter.orders.place(f"{SHOW}.lost", BUDI, counter.wish())
    with pytest.raises(NotFound):
        await counter.orders.place("shw_nope.lost", BUDI, counter.wish())
    other = await counter.hold(AYU)
    with pytest.raises(NotFound):
        await counter.orders.place(other.hold_id, BUDI, counter.wish())
    await counter.orders.give_back(other.hold_id, AYU)
    with pytest.raises(HoldExpired):
        await counter.orders.place(other.hold_id, AYU, counter.wish(AYU))


async def test_the_limit_counts_the_mailbox_whoever_it_says_it_is(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 3))
    await counter.orders.place(hold.hold_id, BUDI, counter.wish(email="b.u.d.i@gmail.com"))
    hold = await counter.hold(AYU, (VASE, 3))
    with pytest.raises(LimitReached) as refused:
        await counter.orders.place(hold.hold_id, AYU, counter.wish(AYU, email="Budi+2@googlemail.com"))
    assert refused.value.details == {"variant_id": VASE, "limit": 5}
    # The hold goes on, for another mailbox.
    assert await counter.stock() == (10, 4, 3, 3, 0)
    assert (await counter.orders.place(hold.hold_id, AYU, counter.wish(AYU)))[1]
    await counter.check_books()


async def test_one_mailbox_from_many_guests_at_once(counter: Counter) -> None:
    guests = [guest(f"g{number}") for number in range(8)]
    holds = [await counter.hold(each) for each in guests]
    results = await asyncio.gather(
        *(
            counter.orders.place(hold.hold_id, each, counter.wish(each, email="one@example.com"))
            for each, hold in zip(guests, holds, strict=True)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, tuple) for result in results) == 5
    assert sum(isinstance(result, LimitReached) for result in results) == 3
    await counter.check_books()


async def test_a_cancelled_order_does_not_count(counter: Counter) -> None:
    checkout = await counter.place(BUDI, (VASE, 5))
    await counter.orders.give_back(checkout.hold_id, BUDI)
    assert (await counter.place(BUDI, (VASE, 5))).orders[0].number == 2


async def test_if_redis_believed_too_much_nobody_is_oversold(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 2))
    async with counter.database.write() as db:
        await db.execute(update(t.sale_item).values(total=1))
    with pytest.raises(OutOfStock):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    assert (await counter.orders.holds.get(hold.hold_id, BUDI)).state == "released"
    with pytest.raises(HoldExpired):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())


async def test_a_crash_between_redis_and_sql_is_undone_at_its_deadline(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 2))
    add = counter.outbox.add

    async def crash(*_: Any) -> str:
        raise Crash

    counter.outbox.add = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    counter.outbox.add = add  # type: ignore[method-assign]
    assert await counter.stock() == (10, 8, 0, 2, 0)
    counter.clock.forward(s=601)
    assert await counter.orders.sweep() == 1
    assert await counter.stock() == (10, 10, 0, 0, 0)
    with pytest.raises(HoldExpired):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    await counter.check_books()


async def test_after_a_crash_the_buyer_may_place_again(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 2))
    add = counter.outbox.add

    async def crash(*_: Any) -> str:
        raise Crash

    counter.outbox.add = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    counter.outbox.add = add  # type: ignore[method-assign]
    assert (await counter.orders.place(hold.hold_id, BUDI, counter.wish()))[1]
    await counter.check_books()


async def test_a_crash_before_placing_can_be_given_back(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 2))
    await counter.store.begin_pay(SHOW, hold.hold_id, counter.clock() + 600_000)
    assert (await counter.orders.give_back(hold.hold_id, BUDI)).state == "released"
    assert await counter.stock() == (10, 10, 0, 0, 0)
    with pytest.raises(HoldExpired):
        await counter.orders.place(hold.hold_id, BUDI, counter.wish())


async def test_a_placed_order_can_be_given_back(counter: Counter) -> None:
    checkout = await counter.place(BUDI, (VASE, 2))
    assert (await counter.orders.give_back(checkout.hold_id, BUDI)).state == "released"
    assert await counter.stock() == (10, 10, 0, 0, 0)
    order = await counter.orders.order(checkout.orders[0].order_id, OWNER)
    assert (order.state, order.payment.state) == ("cancelled", "failed")
    assert (await counter.history(order.order_id))[-1] == ("cancelled", "buyer")
    (entry,) = await counter.entries("order.cancelled")
    assert entry.staff == {"order_id": order.order_id, "buyer": "gst_budi", "reason": "given_back"}
    await counter.check_books()
