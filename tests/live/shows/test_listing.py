from __future__ import annotations

import pytest
from sqlalchemy import insert

from checkout.errors import Invalid, NotFound
from checkout.tables import checkout, order, order_line
from checkout.wire import rfc3339
from live.shows.wire import NewLine
from tests.live.shows.conftest import HOST, MODERATOR, House


async def names(house: House, state: str | None = None, cursor: str | None = None, limit: int = 50) -> list[str]:
    return [card.show_id for card in (await house.shows.lists.own(HOST, state, cursor, limit, "")).shows]


async def test_the_shops_own_list_in_pages_newest_first(house: House) -> None:
    made = []
    for _ in range(5):
        house.clock.forward(s=1)
        made.append(await house.plan(1))
    found, cursor = [], None
    while True:
        page = await house.shows.lists.own(MODERATOR, None, cursor, 2, "")
        found += [card.show_id for card in page.shows]
        cursor = page.next
        if cursor is None:
            break
    assert found == list(reversed(made))


async def test_the_list_by_state(house: House) -> None:
    planned, live, over = await house.plan(1), await house.on_air(1), await house.on_air(1)
    await house.shows.end(HOST, over)
    assert await names(house, "scheduled") == [planned]
    assert set(await names(house, "live,ended")) == {live, over}
    with pytest.raises(Invalid):
        await names(house, "nonsense")
    with pytest.raises(Invalid):
        await names(house, cursor="nonsense")


async def test_the_front_page_has_what_is_on_air_then_what_is_announced(house: House) -> None:
    house.viewers["x"] = 1
    secret = await house.plan(1)
    soon = await house.plan(1, starts_at=rfc3339(house.clock() + 3_600_000))
    later = await house.plan(1, starts_at=rfc3339(house.clock() + 7_200_000))
    long_ago = await house.plan(1, starts_at=rfc3339(house.clock() - 86_400_000))
    away, live = await house.on_air(1), await house.on_air(1, line_up=[NewLine("var_tote", 1), NewLine("var_mug", 1)])
    await house.report(away, "publisher_left")
    house.viewers[live] = 12
    over = await house.on_air(1)
    await house.shows.end(HOST, over)
    found = (await house.shows.lists.on_air("https://x.example")).shows
    assert [card.show_id for card in found] == [live, away, soon, later]
    assert (found[0].viewers, found[0].shop.name) == (12, "Shop 1")
    assert found[0].watch_url.startswith("https://x.example/live/")
    assert [product.title for product in found[0].products] == ["Tote", "Mug"]
    assert found[0].poster == "/images/img_tote-1200.webp"
    assert not isinstance(found[0].has_publisher, bool)
    of_shop = (await house.shows.lists.of_shop("shop-1", None, 50, "")).shows
    assert [card.show_id for card in of_shop] == [live, away, soon, later, over]
    assert {secret, long_ago}.isdisjoint(card.show_id for card in of_shop)
    assert (await house.shows.lists.of_shop("shop-2", None, 50, "")).shows == []
    with pytest.raises(NotFound):
        await house.shows.lists.of_shop("shop-9", None, 50, "")


async def test_counts_are_of_paid_orders_also_if_refunded_later(house: House) -> None:
    show_id = await house.on_air()
    for number, (payment_state, total) in enumerate([("paid", 300_000), ("refunded", 150_000), ("due", 150_000)]):
        await add_order(house, show_id, number, payment_state, total, 2)
    counts = (await house.shows.view(show_id, HOST)).counts
    assert (counts.orders, counts.paid_orders, counts.items_sold, counts.paid_total.amount) == (3, 2, 4, "450000")
    card = (await house.shows.lists.own(HOST, None, None, 50, "")).shows[0]
    assert card.counts == counts


async def add_order(house: House, show_id: str, number: int, payment_state: str, total: int, quantity: int) -> None:
    common = {"sale_id": show_id, "buyer_id": "gst_1", "currency": "IDR", "total_minor": total}
    async with house.database.write() as db:
        await db.execute(
            insert(checkout).values(
                checkout_id=f"chk_{number}", hold_id=f"{show_id}.{number}", quote={}, contact={}, contact_key="a@b",
                payment_method="test_card", payment_state=payment_state, pay_by_ms=0, created_ms=1, **common,
            )
        )  # fmt: skip
        await db.execute(
            insert(order).values(
                order_id=f"ord_{number}", number=number, checkout_id=f"chk_{number}", shop_id="shp_1", state="placed",
                items_minor=total, created_ms=house.clock(), updated_ms=house.clock(), **common,
            )
        )  # fmt: skip
        await db.execute(
            insert(order_line).values(
                order_id=f"ord_{number}", line_no=1, variant_id="var_mug", product_id="prd_mug", title="Mug",
                variant_title="", sku="MUG", quantity=quantity, price_minor=total // quantity,
            )
        )  # fmt: skip
