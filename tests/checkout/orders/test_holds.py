from __future__ import annotations

import asyncio

import msgspec
import pytest
from sqlalchemy import update

from checkout import tables as t
from checkout.caller import Caller
from checkout.errors import (
    CoolingDown,
    HoldExpired,
    HoldOpen,
    IdempotencyKeyReused,
    Invalid,
    LimitReached,
    NotFound,
    OutOfStock,
    Rebuilding,
    SaleNotOpen,
)
from checkout.money import Money
from checkout.orders.wire import HoldWanted, LineChange, LinesChanged, LineWanted
from checkout.stock.holds import Line
from checkout.wire import parse_rfc3339
from tests.checkout.orders.counter import AYU, BUDI, CUP, SHELF, SHOP, SHOW, TERMS, VASE, Counter


def wanted(*lines: tuple[str, int], coupon: str | None = None) -> HoldWanted:
    return HoldWanted([LineWanted(*line) for line in lines], coupon)


def changed(*lines: tuple[str, int]) -> LinesChanged:
    return LinesChanged([LineChange(*line) for line in lines])


def rupiah(amount: int) -> Money:
    return Money(str(amount), "IDR")


async def test_a_hold_has_names_pictures_prices_and_a_quote(counter: Counter) -> None:
    hold, is_new = await counter.orders.holds.place(SHOW, BUDI, "k", wanted((VASE, 2), (CUP, 1)))
    assert is_new
    assert (hold.state, hold.sale_id, hold.shop_id, hold.checkout_id) == ("held", SHOW, SHOP, None)
    assert parse_rfc3339(hold.expires_at) == counter.clock() + 300_000
    vase, cup = hold.lines
    assert (vase.title, vase.variant_title, vase.price, vase.total) == (
        "Pottery", "Vase", rupiah(150_000), rupiah(300_000)
    )  # fmt: skip
    assert vase.image is not None
    assert vase.image.url == "/images/img_1-480.webp"
    assert cup.price == rupiah(30_000)
    assert hold.quote.shipping_option == "regular"
    assert [(o.option_id, o.total) for o in hold.quote.shipping_options] == [
        ("express", rupiah(370_000)),
        ("regular", rupiah(345_000)),
    ]
    assert (hold.quote.items, hold.quote.shipping, hold.quote.total) == (
        rupiah(330_000),
        rupiah(15_000),
        rupiah(345_000),
    )
    assert hold.payment_methods == ["test_card", "bank"]
    assert await counter.stock() == (10, 8, 2, 0, 0)
    await counter.check_books()


async def test_the_same_key_is_the_same_hold(counter: Counter) -> None:
    first, _ = await counter.orders.holds.place(SHOW, BUDI, "k", wanted((VASE, 1)))
    again, is_new = await counter.orders.holds.place(SHOW, BUDI, "k", wanted((VASE, 1)))
    assert (again, is_new) == (first, False)
    with pytest.raises(IdempotencyKeyReused):
        await counter.orders.holds.place(SHOW, BUDI, "k", wanted((VASE, 2)))
    other, is_new = await counter.orders.holds.place(SHOW, AYU, "k", wanted((VASE, 1)))
    assert is_new
    assert other.hold_id != first.hold_id


@pytest.mark.parametrize("key", [None, "", "x" * 201, "a\nb", "schlüssel", "\0"])
async def test_keys_that_are_none(counter: Counter, key: str | None) -> None:
    with pytest.raises(Invalid, match="Idempotency-Key"):
        await counter.orders.holds.place(SHOW, BUDI, key, wanted((VASE, 1)))


async def test_what_cannot_be_held(counter: Counter) -> None:
    place = counter.orders.holds.place
    with pytest.raises(OutOfStock):
        await place(SHELF, BUDI, "1", wanted((VASE, 4)))
    with pytest.raises(LimitReached):
        await place(SHOW, BUDI, "2", wanted((VASE, 6)))
    with pytest.raises(LimitReached):
        await place(SHOW, BUDI, "3", wanted((VASE, 3), (VASE, 3)))
    with pytest.raises(NotFound):
        await place(SHOW, BUDI, "4", wanted((VASE, 1), ("var_nope", 1)))
    with pytest.raises(NotFound):
        await place(SHELF, BUDI, "5", wanted((CUP, 1)))
    with pytest.raises(NotFound):
        await place("shw_nope", BUDI, "6", wanted((VASE, 1)))
    with pytest.raises(Invalid, match="coupon"):
        await place(SHOW, BUDI, "7", wanted((VASE, 1), coupon="FREE"))
    assert await counter.stock() == (10, 10, 0, 0, 0)
    await counter.hold(BUDI)
    with pytest.raises(HoldOpen):
        await counter.hold(BUDI)


async def test_a_closed_sale_takes_no_holds(counter: Counter) -> None:
    await counter.sales.set_open(SHOW, False)
    with pytest.raises(SaleNotOpen):
        await counter.hold()


async def test_the_bag_grows_and_shrinks_and_the_price_never_rises(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 1))
    async with counter.database.write() as db:
        await db.execute(update(t.sale_item).where(t.sale_item.c.sale_id == SHOW).values(show_price_minor=170_000))
    counter.clock.forward(s=2)
    more = await counter.orders.holds.change(hold.hold_id, BUDI, changed((VASE, 1), (CUP, 2)))
    assert [(line.variant_id, line.quantity, line.price) for line in more.lines] == [
        (VASE, 2, rupiah(150_000)),
        (CUP, 2, rupiah(170_000)),
    ]
    fewer = await counter.orders.holds.change(hold.hold_id, BUDI, changed((VASE, -2)))
    assert [line.variant_id for line in fewer.lines] == [CUP]
    with pytest.raises(Invalid):
        await counter.orders.holds.change(hold.hold_id, BUDI, changed((CUP, -3)))
    with pytest.raises(Invalid):
        await counter.orders.holds.change(hold.hold_id, BUDI, changed((CUP, 0)))
    with pytest.raises(NotFound):
        await counter.orders.holds.change(hold.hold_id, AYU, changed((CUP, 1)))
    gone = await counter.orders.holds.change(hold.hold_id, BUDI, changed((CUP, -2)))
    assert (gone.state, gone.lines, gone.quote.items) == ("released", [], rupiah(0)) or gone.state == "released"
    assert await counter.stock() == (10, 10, 0, 0, 0)


async def test_a_bag_never_grows_beyond_what_clients_can_count(counter: Counter) -> None:
    async with counter.database.write() as db:
        most = update(t.sale_item).where(t.sale_item.c.sale_id == SHOW, t.sale_item.c.variant_id == VASE)
        await db.execute(most.values(show_price_minor=2**53 - 50_001))
    hold = await counter.hold(BUDI, (VASE, 1))
    with pytest.raises(Invalid) as refused:
        await counter.orders.holds.change(hold.hold_id, BUDI, changed((CUP, 1)))
    assert list(refused.value.details) == ["lines"]
    assert await counter.orders.holds.get(hold.hold_id, BUDI) == hold
    assert await counter.stock(CUP) == (10, 10, 0, 0, 0)
    swapped = await counter.orders.holds.change(hold.hold_id, BUDI, changed((VASE, -1), (CUP, 1)))
    assert swapped.quote.items == rupiah(30_000)


async def test_a_total_that_grew_past_counting_is_refused_and_can_be_mended(counter: Counter) -> None:
    """Two changes at once may each have looked at the bag before the other's."""
    async with counter.database.write() as db:
        most = update(t.sale_item).where(t.sale_item.c.sale_id == SHOW, t.sale_item.c.variant_id == VASE)
        await db.execute(most.values(show_price_minor=2**53 - 50_001))
    hold = await counter.hold(BUDI, (VASE, 1))
    await counter.store.change(SHOW, hold.hold_id, [Line(CUP, 1, 30_000)])
    for call in (
        counter.orders.holds.get(hold.hold_id, BUDI),
        counter.orders.place(hold.hold_id, BUDI, counter.wish()),
    ):
        with pytest.raises(Invalid):
            await call
    fewer = await counter.orders.holds.change(hold.hold_id, BUDI, changed((CUP, -1)))
    assert fewer.quote.total == hold.quote.total


async def test_a_change_with_a_key_happens_once(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 1))
    for _ in range(3):
        view = await counter.orders.holds.change(hold.hold_id, BUDI, changed((VASE, 1)), "once")
    assert view.lines[0].quantity == 2


async def test_the_quote_stays_when_the_shop_changes_its_shipping(counter: Counter) -> None:
    hold = await counter.hold()
    dearer = tuple(replace_price(option, 99_000) for option in TERMS.shipping_options)
    counter.shops.terms_of[SHOP] = msgspec.structs.replace(TERMS, shipping_options=dearer)
    counter.clock.forward(s=2)
    assert (await counter.orders.holds.get(hold.hold_id, BUDI)).quote == hold.quote
    checkout, _ = await counter.orders.place(hold.hold_id, BUDI, counter.wish())
    assert checkout.total == hold.quote.total
    assert (await counter.hold(AYU)).quote.shipping == rupiah(99_000)


def replace_price(option: object, price_minor: int) -> object:
    return msgspec.structs.replace(option, price_minor=price_minor, free_from_minor=None)


async def test_looking_and_giving_back(counter: Counter) -> None:
    hold = await counter.hold()
    assert await counter.orders.holds.get(hold.hold_id, BUDI) == hold
    assert await counter.orders.holds.open(SHOW, BUDI) == hold
    assert await counter.orders.holds.open(SHELF, BUDI) is None
    for caller in (AYU, Caller()):
        with pytest.raises(NotFound):
            await counter.orders.holds.get(hold.hold_id, caller)
        with pytest.raises(NotFound):
            await counter.orders.give_back(hold.hold_id, caller)
    for unknown in ("nope", f"{SHOW}.nope", "shw_x.y", "..", f"{hold.hold_id}x"):
        with pytest.raises((NotFound, Rebuilding)):
            await counter.orders.holds.get(unknown, BUDI)
    assert (await counter.orders.give_back(hold.hold_id, BUDI)).state == "released"
    assert (await counter.orders.give_back(hold.hold_id, BUDI)).state == "released"
    assert await counter.orders.holds.open(SHOW, BUDI) is None
    assert await counter.stock() == (10, 10, 0, 0, 0)


async def test_a_guest_who_signs_in_keeps_the_hold(counter: Counter) -> None:
    hold = await counter.hold()
    merged = Caller("acc_budi", is_guest=False, merged=frozenset({"gst_budi"}))
    assert (await counter.orders.holds.get(hold.hold_id, merged)).hold_id == hold.hold_id
    assert (await counter.orders.holds.open(SHOW, merged)) == hold
    checkout, _ = await counter.orders.place(hold.hold_id, merged, counter.wish(merged))
    assert (await counter.orders.my_orders(merged, None, 10)).orders[0].order_id == checkout.orders[0].order_id


async def test_a_lapsed_hold_gives_its_units_back_and_cools_down(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 3))
    counter.clock.forward(s=299)
    assert await counter.orders.sweep() == 0
    counter.clock.forward(s=1)
    assert await counter.orders.sweep() == 1
    assert await counter.stock() == (10, 10, 0, 0, 0)
    assert (await counter.orders.holds.get(hold.hold_id, BUDI)).state == "expired"
    with pytest.raises(CoolingDown):
        await counter.hold(BUDI)
    with pytest.raises(HoldExpired):
        await counter.orders.holds.change(hold.hold_id, BUDI, changed((VASE, 1)))
    counter.clock.forward(s=60)
    await counter.hold(BUDI)
    assert (await counter.kinds()).count("hold.lapsed") == 1
    await counter.check_books()


async def test_a_lost_redis_is_rebuilt_while_the_caller_is_told_to_wait(counter: Counter) -> None:
    await counter.buy(BUDI, (VASE, 2))
    await counter.hold(AYU, (VASE, 3))
    await counter.redis.flushall()
    with pytest.raises(Rebuilding):
        await counter.orders.holds.stock(SHOW)
    async with asyncio.timeout(10):
        while True:
            try:
                await counter.orders.holds.stock(SHOW)
                break
            except Rebuilding:
                await asyncio.sleep(0.01)
    assert await counter.stock() == (10, 8, 0, 0, 2)
    await counter.check_books()


async def test_stock_is_for_shows(counter: Counter) -> None:
    view = await counter.orders.holds.stock(SHOW)
    assert {each.variant_id: each.available for each in view.variants} == {VASE: 10, CUP: 10}
    for sale_id in (SHELF, "nope"):
        with pytest.raises(NotFound):
            await counter.orders.holds.stock(sale_id)


async def test_many_buyers_ask_the_database_once(counter: Counter) -> None:
    looks = 0
    items = counter.sales.items

    async def counted(sale_id: str):
        nonlocal looks
        looks += 1
        return await items(sale_id)

    counter.sales.items = counted  # type: ignore[method-assign]
    buyers = [Caller(f"gst_{number}") for number in range(50)]
    results = await asyncio.gather(*(counter.hold(buyer) for buyer in buyers), return_exceptions=True)
    assert sum(isinstance(result, OutOfStock) for result in results) == 40
    assert looks == 1


async def test_what_has_just_come_onto_the_shelf_can_be_held(counter: Counter) -> None:
    await counter.orders.holds.place(SHELF, AYU, "k", wanted((VASE, 1)))
    await counter.sales.move(CUP, None, SHELF, 2)
    counter.clock.now_ms += 100
    hold, _ = await counter.orders.holds.place(SHELF, BUDI, "k", wanted((CUP, 1)))
    assert [line.variant_id for line in hold.lines] == [CUP]
