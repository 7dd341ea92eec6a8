from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from checkout import tables as t
from tests.checkout.catalogue.conftest import SHOP, Stall, answer, batik, code, picture, rupiah


async def add(stall: Stall, **change: Any) -> dict[str, Any]:
    stall.clock.forward(ms=1)
    return await answer(await stall.ask("POST", "/api/products", json=batik(**change)), 201)


async def test_a_product_and_its_stock(stall: Stall) -> None:
    made = await add(stall)
    medium, large = made["variants"]
    assert medium | {"variant_id": ""} == {
        "variant_id": "", "sku": "KB-M", "title": "M", "price": rupiah(150_000), "stock": 5, "weight_g": 300,
    }  # fmt: skip
    assert (large["stock"], large["weight_g"]) == (0, None)
    assert made["description"] == "Katun,\nlengan panjang"
    assert stall.shelf.moves == [(medium["variant_id"], None, "sal_one", 5)]
    # One that never had units has its place on the shelf as well: it is sold out there.
    assert stall.shelf.units == {("sal_one", medium["variant_id"]): 5, ("sal_one", large["variant_id"]): 0}
    assert await answer(await stall.ask("GET", f"/api/products/{made['product_id']}"), 200) == made
    assert (await answer(await stall.ask("GET", "/api/products"), 200))["products"] == [made]
    front = await answer(await stall.ask("GET", "/api/shops/one/products", "nobody"), 200)
    assert front == {"products": [made], "next": None}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "\u200b\u202e"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"variants": []}, "variants"),
        ({"variants": [{"sku": "A", "price": {"amount": "1", "currency": "USD"}}]}, "variants[0].price.currency"),
        ({"variants": [{"sku": "A", "price": {"amount": "1.5", "currency": "IDR"}}]}, "variants[0].price.amount"),
        ({"variants": [{"sku": "A", "price": {"amount": "-1", "currency": "IDR"}}]}, "variants[0].price.amount"),
        ({"variants": [{"sku": "A", "price": {"amount": "9" * 20, "currency": "IDR"}}]}, "variants[0].price.amount"),
        ({"variants": [{"sku": "A", "price": rupiah(1), "stock": -1}]}, "variants[0].stock"),
        ({"variants": [{"sku": "A", "price": rupiah(1), "stock": 10**9}]}, "variants[0].stock"),
        ({"variants": [{"sku": "A", "price": rupiah(1), "stock": 1.5}]}, "variants[0].stock"),
        ({"variants": [{"sku": "A", "price": rupiah(1)}, {"sku": "A", "price": rupiah(1)}]}, "variants.sku"),
        ({"variants": [{"sku": "\u0007", "price": rupiah(1)}]}, "variants[0].sku"),
        ({"variants": [{"price": rupiah(1)}]}, "sku"),
        ({"colour": "red"}, "colour"),
        ({"shop_id": 1}, "shop_id"),
    ],
)
async def test_bad_products_name_the_field_and_change_nothing(stall: Stall, change: dict[str, Any], field: str) -> None:
    error = (await answer(await stall.ask("POST", "/api/products", json=batik(**change)), 422))["error"]
    assert field in f"{error['message']} {error['details']}"
    async with stall.database.read() as db:
        assert (await db.execute(select(func.count()).select_from(t.product))).scalar_one() == 0
    assert stall.shelf.moves == []


@pytest.mark.parametrize(
    ("who", "status"), [("moderator", 403), ("other", 404), ("buyer", 403), ("guest", 401), ("nobody", 401)]
)
async def test_who_may_not(stall: Stall, who: str, status: int) -> None:
    made = await add(stall)
    path = f"/api/products/{made['product_id']}"
    await code(await stall.ask("POST", "/api/products", who, json=batik(shop_id=SHOP)), status)
    await code(await stall.ask("PATCH", path, who, json={"title": "Mine"}), status)
    await code(await stall.ask("DELETE", path, who), status)
    await code(await stall.ask("POST", path + "/restore", who), status)
    await code(await stall.upload(made["product_id"], picture(), who=who), status)
    await code(await stall.ask("DELETE", path + "/images/img_1", who), status)
    if who != "moderator":
        await code(await stall.ask("GET", path, who), status)
    assert await answer(await stall.ask("GET", path, "moderator"), 200) == made


@pytest.mark.parametrize("product_id", ["prd_nope", "x", "%00", "..%2f..%2fetc", "a" * 5000, "%F0%9F%98%80", "%ff"])
async def test_unknown_ids(stall: Stall, product_id: str) -> None:
    from yarl import URL

    for method in ("GET", "DELETE"):
        url = URL(f"/api/products/{product_id}", encoded=True)
        response = await stall.client.request(method, url, headers={"X-Who": "owner"})
        assert await code(response, 404) == "not_found"


async def test_changing_everything(stall: Stall) -> None:
    made = await add(stall)
    path = f"/api/products/{made['product_id']}"
    medium, large = (variant["variant_id"] for variant in made["variants"])
    change = {
        "title": "  Kemeja\nbatik tulis ",
        "variants": [
            {"variant_id": medium, "price": rupiah(175_000), "stock": 2},
            {"variant_id": large, "stock": 7, "weight_g": 350},
            {"sku": "KB-XL", "price": rupiah(180_000), "stock": 3},
        ],
    }
    changed = await answer(await stall.ask("PATCH", path, "host", json=change), 200)
    assert changed["title"] == "Kemeja batik tulis"
    assert [(v["sku"], v["price"]["amount"], v["stock"], v["weight_g"]) for v in changed["variants"]] == [
        ("KB-M", "175000", 2, 300),
        ("KB-L", "160000", 7, 350),
        ("KB-XL", "180000", 3, None),
    ]
    gone = {"variants": [{"variant_id": medium, "deleted": True}, {"variant_id": large, "weight_g": None}]}
    changed = await answer(await stall.ask("PATCH", path, json=gone), 200)
    assert [(v["sku"], v["weight_g"]) for v in changed["variants"]] == [("KB-L", None), ("KB-XL", None)]
    assert stall.shelf.units["sal_one", medium] == 0


@pytest.mark.parametrize(
    ("variants", "status"),
    [
        ([{"variant_id": "var_other", "title": "x"}], 404),
        ([{"variant_id": "M", "deleted": True}, {"variant_id": "L", "deleted": True}], 422),
        ([{"variant_id": "M", "sku": "KB-L"}], 422),
        ([{"variant_id": "M", "title": "a"}, {"variant_id": "M", "title": "b"}], 422),
        ([{"sku": "new"}], 422),
        ([{"sku": "new", "price": rupiah(1), "deleted": True}], 422),
        ([{"variant_id": "M", "price": {"amount": "1", "currency": "USD"}}], 422),
    ],
)
async def test_bad_changes_change_nothing(stall: Stall, variants: list[dict[str, Any]], status: int) -> None:
    made = await add(stall)
    names = {variant["title"]: variant["variant_id"] for variant in made["variants"]}
    for variant in variants:
        if variant.get("variant_id") in names:
            variant["variant_id"] = names[variant["variant_id"]]
    path = f"/api/products/{made['product_id']}"
    await code(await stall.ask("PATCH", path, json={"title": "New", "variants": variants}), status)
    assert await answer(await stall.ask("GET", path), 200) == made


async def test_setting_stock_while_somebody_buys(stall: Stall) -> None:
    made = await add(stall)
    medium = made["variants"][0]["variant_id"]

    def somebody_buys() -> None:
        stall.shelf.units["sal_one", medium] -= 3

    stall.shelf.before_move = somebody_buys
    change = {"variants": [{"variant_id": medium, "stock": 1}]}
    changed = await answer(await stall.ask("PATCH", f"/api/products/{made['product_id']}", json=change), 200)
    assert changed["variants"][0]["stock"] == 1


async def test_delete_takes_off_the_shelf_and_restore_puts_back(stall: Stall) -> None:
    made = await add(stall)
    path = f"/api/products/{made['product_id']}"
    medium = made["variants"][0]["variant_id"]
    assert await stall.client.request("DELETE", path, headers={"X-Who": "owner"})
    assert stall.shelf.units["sal_one", medium] == 0
    await code(await stall.ask("GET", path), 404)
    await code(await stall.ask("DELETE", path), 404)
    await code(await stall.ask("PATCH", path, json={"title": "x"}), 404)
    await code(await stall.upload(made["product_id"], picture()), 404)
    assert (await answer(await stall.ask("GET", "/api/shops/one/products", "nobody"), 200))["products"] == []
    assert await answer(await stall.ask("POST", path + "/restore"), 200) == made
    assert await answer(await stall.ask("POST", path + "/restore"), 200) == made


async def test_what_a_show_still_sells_is_not_deleted(stall: Stall) -> None:
    made = await add(stall)
    medium = made["variants"][0]["variant_id"]
    async with stall.database.write() as db:
        show = {"sale_id": "shw_1", "shop_id": SHOP, "kind": "show", "hold_ttl_s": 300, "created_ms": 1, "epoch": 0}
        await db.execute(insert(t.sale).values(**show))
        await db.execute(insert(t.sale_item).values(sale_id="shw_1", variant_id=medium, total=2, allocated=0))
    path = f"/api/products/{made['product_id']}"
    error = (await answer(await stall.ask("DELETE", path), 409))["error"]
    assert error["code"] == "in_line_up"
    assert error["details"] == {"shows": ["shw_1"]}
    gone = {"variants": [{"variant_id": medium, "deleted": True}]}
    assert await code(await stall.ask("PATCH", path, json=gone), 409) == "in_line_up"
    assert await answer(await stall.ask("GET", path), 200) == made


async def test_while_redis_is_away(stall: Stall) -> None:
    made = await add(stall)
    stall.shelf.away = True
    response = await stall.ask("POST", "/api/products", json=batik(title="Another"))
    assert await code(response, 503) == "rebuilding"
    assert response.headers["Retry-After"] == "1"
    listed = await answer(await stall.ask("GET", "/api/products"), 200)
    assert [product["product_id"] for product in listed["products"]] == [made["product_id"]]


async def test_pages_and_search(stall: Stall) -> None:
    names = [f"Barang {number}" for number in range(7)]
    for name in names:
        await add(stall, title=name)
    await add(stall, title="100% sutra", variants=[{"sku": "SU_1", "price": rupiah(1)}])
    seen: list[str] = []
    query: dict[str, str] = {"limit": "3", "q": "barang"}
    for _ in range(3):
        page = await answer(await stall.ask("GET", "/api/products", params=query), 200)
        seen += [product["title"] for product in page["products"]]
        if page["next"]:
            query["cursor"] = page["next"]
    assert seen == names[::-1]
    for words, found in (("%", 1), ("_", 1), ("su_", 1), ("SUTRA", 1), ("kb-m", 7), ("\\", 0), ("nothing", 0)):
        page = await answer(await stall.ask("GET", "/api/shops/one/products", params={"q": words, "limit": "50"}), 200)
        assert len(page["products"]) == found, words


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"limit": "-1"}, {"limit": "٣"}, {"cursor": "x"},
     {"cursor": "AAAA"}, {"cursor": "\u00fc"}, {"q": "x" * 101}],
)  # fmt: skip
async def test_bad_queries(stall: Stall, query: dict[str, str]) -> None:
    await code(await stall.ask("GET", "/api/products", params=query), 422)


async def test_two_shops_do_not_see_each_other(stall: Stall) -> None:
    made = await add(stall)
    assert (await answer(await stall.ask("GET", "/api/products", "other"), 200))["products"] == []
    await code(await stall.ask("GET", f"/api/products?shop={SHOP}", "other"), 404)
    mine = batik(variants=[{"sku": "A", "price": {"amount": "12.50", "currency": "USD"}}])
    other = await answer(await stall.ask("POST", "/api/products", "other", json=mine), 201)
    # Another shop's variant through one's own product is unknown.
    change = {"variants": [{"variant_id": made["variants"][0]["variant_id"], "stock": 0}]}
    await code(await stall.ask("PATCH", f"/api/products/{other['product_id']}", "other", json=change), 404)


async def test_changes_at_once_are_one_after_the_other(stall: Stall) -> None:
    made = await add(stall)
    path = f"/api/products/{made['product_id']}"
    new = {"sku": "KB-XL", "price": rupiah(1)}
    responses = await asyncio.gather(*(stall.ask("PATCH", path, json={"variants": [new]}) for _ in range(5)))
    assert sorted(response.status for response in responses) == [200, 422, 422, 422, 422]


async def test_a_nul_is_refused_and_an_escaped_backslash_is_not(stall: Stall) -> None:
    for title in ("a\0b", "\\\0"):
        assert await code(await stall.ask("POST", "/api/products", json=batik(title=title)), 422) == "invalid"
    made = await add(stall, title="a \\u0000 b")
    assert made["title"] == "a \\u0000 b"
    assert await code(await stall.ask("GET", "/api/products?q=%00"), 400) == "malformed"
