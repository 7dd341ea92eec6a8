from __future__ import annotations

import csv
import io

import pytest

from checkout.caller import Caller
from checkout.errors import Invalid, NotFound, NotSignedIn
from checkout.orders.lists import Filters, csv_lines, read_filters, read_limit
from checkout.orders.wire import OrderView
from tests.checkout.orders.counter import (
    AYU,
    BUDI,
    CUP,
    MODERATOR,
    OTHER_SHOP,
    OWNER,
    SHELF,
    SHOP,
    SHOW,
    STRANGER,
    VASE,
    Counter,
)


async def numbers(counter: Counter, caller: Caller = OWNER, limit: int = 50, **filters: str) -> list[int]:
    found = await counter.orders.shop_orders(SHOP, caller, Filters(**filters), None, limit)
    return [order.number for order in found.orders]


async def three_orders(counter: Counter) -> None:
    await counter.buy(BUDI, (VASE, 1))
    counter.clock.forward(s=1)
    await counter.place(AYU, (CUP, 1))
    hold = await counter.hold(BUDI, (VASE, 1), sale=SHELF)
    await counter.orders.place(hold.hold_id, BUDI, counter.wish())


async def test_filters(counter: Counter) -> None:
    await three_orders(counter)
    assert await numbers(counter) == [3, 2, 1]
    assert await numbers(counter, sale_id=SHOW) == [2, 1]
    assert await numbers(counter, sale_id="shw_nope") == []
    assert await numbers(counter, state="accepted") == [1]
    assert await numbers(counter, payment="due") == [3, 2]
    assert await numbers(counter, text="bUd") == [3, 1]
    assert await numbers(counter, text="ayu@EXAMPLE") == [2]
    assert await numbers(counter, text="#2") == [2]
    for nothing in ("%", "_", "\\", "999999999999999", "'", "\U0001f600"):
        assert await numbers(counter, text=nothing) == []


async def test_pages(counter: Counter) -> None:
    await three_orders(counter)
    seen: list[OrderView] = []
    cursor = None
    while True:
        page = await counter.orders.shop_orders(SHOP, OWNER, Filters(), cursor, 1)
        seen += page.orders
        cursor = page.next
        if cursor is None:
            break
    assert [order.number for order in seen] == [3, 2, 1]
    assert [order.show_id for order in seen] == [None, SHOW, SHOW]
    assert seen[2].lines[0].image is not None
    for bad in ("x", "AAAA", "!!!!", "é", "LTE", "=" * 300):
        with pytest.raises(Invalid):
            await counter.orders.shop_orders(SHOP, OWNER, Filters(), bad, 1)


async def test_whose(counter: Counter) -> None:
    await three_orders(counter)
    assert [order.number for order in (await counter.orders.my_orders(BUDI, None, 10)).orders] == [3, 1]
    assert (await counter.orders.my_orders(OWNER, None, 10)).orders == []
    with pytest.raises(NotFound):
        await numbers(counter, STRANGER)
    with pytest.raises(NotSignedIn):
        await numbers(counter, BUDI)
    with pytest.raises(NotFound):
        await counter.orders.shop_orders(OTHER_SHOP, OWNER, Filters(), None, 10)
    assert (await counter.orders.shop_orders(OTHER_SHOP, STRANGER, Filters(), None, 10)).orders == []
    hidden = await counter.orders.shop_orders(SHOP, MODERATOR, Filters(), None, 10)
    assert [order.contact for order in hidden.orders] == [None] * 3


async def test_the_file(counter: Counter) -> None:
    hold = await counter.hold(BUDI, (VASE, 2))
    wish = counter.wish(email="=evil@example.com", address={"street": "=HYPERLINK(1)", "city": "Bandung"})
    await counter.orders.place(hold.hold_id, BUDI, wish)
    text = "".join([piece async for piece in counter.orders.shop_csv(SHOP, OWNER, Filters())])
    header, row = csv.reader(io.StringIO(text))
    values = dict(zip(header, row, strict=True))
    assert values["email"] == "'=evil@example.com"
    assert values["phone"] == "'+62 812 345 678"
    assert values["address"] == "'=HYPERLINK(1), Bandung"
    assert (values["number"], values["total"], values["currency"]) == ("1", "315000", "IDR")
    assert values["lines"] == "2 x V-1 Pottery Vase"
    with pytest.raises(NotFound):
        await anext(counter.orders.shop_csv(SHOP, STRANGER, Filters()))


def test_cells_that_a_spreadsheet_would_run() -> None:
    cells = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "a=1", "", 'a"b,c\nd']
    (row,) = csv.reader(io.StringIO(csv_lines([cells]), newline=""))
    assert row == ["'=1", "'+1", "'-1", "'@x", "'\t=1", "'\r=1", "a=1", "", 'a"b,c\nd']


@pytest.mark.parametrize("query", [{"state": "lost"}, {"payment": "cash"}])
def test_filters_that_are_refused(query: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        read_filters(query)
    assert list(refused.value.details) == list(query)


@pytest.mark.parametrize("limit", ["0", "201", "ten", "-1", "１", "9" * 50])
def test_limits_that_are_refused(limit: str) -> None:
    with pytest.raises(Invalid):
        read_limit({"limit": limit})
