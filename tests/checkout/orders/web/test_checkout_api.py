"""The whole way over HTTP, and what hostile requests get."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkout.endpoint import decode
from checkout.errors import Refusal
from checkout.openapi import openapi_document
from checkout.orders.contact import check_address
from checkout.orders.web import CheckoutApi
from checkout.orders.wire import OrderWanted
from tests.checkout.orders.counter import CUP, SHELF, SHOP, SHOW, VASE, Counter
from tests.checkout.orders.web.conftest import Client

BUDI, AYU, OWNER = {"X-Person": "gst_budi"}, {"X-Person": "gst_ayu"}, {"X-Person": "acc_owner"}
MODERATOR, STRANGER = {"X-Person": "acc_mod"}, {"X-Person": "acc_other"}
WISH = {
    "contact": {"name": "Budi", "email": "budi@example.com"},
    "address": {"street": "Jl. Merdeka 1", "city": "Bandung"},
    "payment_method": "test_card",
}
CARD, DECLINED = {"card_number": "4242424242424242"}, {"card_number": "4000000000000002"}


async def call(client: Client, method: str, path: str, who: dict[str, str], body: Any = None) -> tuple[int, Any]:
    async with client.request(method, path, headers=who, json=body) as response:
        assert response.content_type == "application/json"
        return response.status, await response.json()


async def hold(client: Client, who: dict[str, str] = BUDI, key: str = "k1", **line: Any) -> tuple[int, Any]:
    body = {"lines": [{"variant_id": VASE, "quantity": 1, **line}]}
    return await call(client, "POST", f"/api/shows/{SHOW}/holds", {**who, "Idempotency-Key": key}, body)


async def place(client: Client, who: dict[str, str] = BUDI) -> tuple[str, str]:
    """Checkout id, order id."""
    _, held = await hold(client, who)
    status, placed = await call(client, "POST", f"/api/holds/{held['hold_id']}/order", who, WISH)
    assert status == 201
    return placed["checkout_id"], placed["orders"][0]["order_id"]


async def code(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


async def test_the_whole_way(client: Client, counter: Counter) -> None:
    status, held = await hold(client, quantity=2)
    assert status == 201
    assert held["quote"]["total"] == {"amount": "315000", "currency": "IDR"}
    assert (await hold(client, quantity=2))[0] == 200
    assert await call(client, "GET", f"/api/shows/{SHOW}/hold", BUDI) == (200, {"hold": held})
    assert await call(client, "GET", f"/api/shops/{SHOP}/hold", BUDI) == (200, {"hold": None})
    path = f"/api/holds/{held['hold_id']}"
    status, held = await call(client, "POST", f"{path}/lines", BUDI, {"lines": [{"variant_id": CUP, "quantity": 1}]})
    assert (status, held["quote"]["items"]["amount"]) == (200, "330000")
    status, placed = await call(client, "POST", f"{path}/order", BUDI, WISH)
    assert status == 201
    assert placed["payment"]["state"] == "due"
    assert (await call(client, "POST", f"{path}/order", BUDI, WISH)) == (200, placed)
    checkout, order = f"/api/checkouts/{placed['checkout_id']}", f"/api/orders/{placed['orders'][0]['order_id']}"
    status, refused = await call(client, "POST", f"{checkout}/pay", BUDI, DECLINED)
    assert (status, refused["error"]["code"]) == (402, "card_declined")
    assert (await call(client, "GET", checkout, BUDI))[1]["payment"]["state"] == "failed"
    status, paid = await call(client, "POST", f"{checkout}/pay", BUDI, CARD)
    assert (status, paid["payment"]["state"], paid["orders"][0]["state"]) == (200, "paid", "accepted")
    assert (await call(client, "GET", path, BUDI))[1]["state"] == "committed"
    status, seen = await call(client, "GET", order, OWNER)
    assert [event["kind"] for event in seen["history"]] == ["placed", "payment_failed", "paid", "accepted"]
    assert (await call(client, "POST", f"{order}/ship", OWNER, {"carrier": "JNE"}))[1]["carrier"] == "JNE"
    assert (await call(client, "POST", f"{order}/deliver", OWNER))[1]["state"] == "delivered"
    assert (await call(client, "POST", f"{order}/received", BUDI))[1]["state"] == "completed"
    part = {"amount": {"amount": "1000", "currency": "IDR"}, "reason": "a scratch"}
    assert (await call(client, "POST", f"{order}/refund", OWNER, part))[1]["payment"]["state"] == "part_refunded"
    status, stock = await call(client, "GET", f"/api/shows/{SHOW}/stock", {})
    assert {"variant_id": VASE, "initial": 10, "available": 8, "held": 0, "paying": 0, "sold": 2} in stock["variants"]
    await counter.check_books()


async def test_the_shelf(client: Client) -> None:
    body = {"lines": [{"variant_id": VASE, "quantity": 1}]}
    who = {**BUDI, "Idempotency-Key": "k"}
    status, held = await call(client, "POST", f"/api/shops/{SHOP}/holds", who, body)
    assert (status, held["sale_id"], held["lines"][0]["price"]["amount"]) == (201, SHELF, "200000")
    assert (await call(client, "DELETE", f"/api/holds/{held['hold_id']}", BUDI))[1]["state"] == "released"
    for path in ("/api/shops/shp_nope/holds", f"/api/shows/{SHELF}/holds", "/api/shows/shw_nope/holds"):
        assert (await call(client, "POST", path, who, body))[0] == 404


async def test_the_orders_link(client: Client, counter: Counter) -> None:
    checkout_id, order_id = await place(client)
    url = (await call(client, "GET", f"/api/checkouts/{checkout_id}", BUDI))[1]["orders"][0]["order_url"]
    token = url.partition("?token=")[2]
    status, seen = await call(client, "GET", f"/api/orders/{order_id}?token={token}", {})
    assert (status, seen["contact"]["name"]) == (200, "Budi")
    assert (await call(client, "GET", f"/api/orders/{order_id}", {}))[0] == 401
    other = (await place(client, AYU))[1]
    assert (await call(client, "GET", f"/api/orders/{other}?token={token}", {}))[0] == 401
    for wrong in ("x", "", f"{token}x", f".{token}", "é.é", counter.signer.sign("guest", order_id)):
        assert (await call(client, "GET", f"/api/orders/{order_id}?token={wrong}", AYU))[0] == 404
        assert (await call(client, "POST", f"/api/orders/{order_id}/received?token={wrong}", AYU))[0] == 404
    problem = await call(client, "POST", f"/api/orders/{order_id}/problem?token={token}", {}, {"text": "late"})
    assert problem[1]["history"][-1]["data"] == {"text": "late"}


async def test_lists_and_the_file(client: Client) -> None:
    await place(client)
    status, found = await call(client, "GET", "/api/orders?q=budi&limit=1", OWNER)
    assert (status, len(found["orders"]), found["next"]) == (200, 1, None)
    assert "history" not in found["orders"][0]
    assert (await call(client, "GET", "/api/my/orders", BUDI))[1]["orders"][0]["number"] == 1
    async with client.get(f"/api/orders.csv?shop={SHOP}", headers=OWNER) as response:
        assert (response.status, response.content_type) == (200, "text/csv")
        text = await response.text()
    assert text.startswith("\ufeffnumber,order_id")
    assert "budi@example.com" in text
    for path in ("/api/orders", "/api/orders.csv"):
        assert await code(await call(client, "GET", f"{path}?state=lost", OWNER)) == (422, "invalid")
        assert (await call(client, "GET", path, BUDI))[0] == 401
        assert (await call(client, "GET", f"{path}?shop={SHOP}", STRANGER))[0] == 404


async def test_only_who_may(client: Client) -> None:
    checkout_id, order_id = await place(client)
    hold_id = (await call(client, "GET", f"/api/checkouts/{checkout_id}", BUDI))[1]["hold_id"]
    for who in (AYU, STRANGER, OWNER):
        assert (await call(client, "GET", f"/api/holds/{hold_id}", who))[0] == 404
        assert (await call(client, "DELETE", f"/api/holds/{hold_id}", who))[0] == 404
        assert (await call(client, "POST", f"/api/holds/{hold_id}/order", who, WISH))[0] == 404
        assert (await call(client, "POST", f"/api/checkouts/{checkout_id}/pay", who, CARD))[0] == 404
    for verb, body in (("ship", {}), ("deliver", {}), ("cancel", {}), ("refund", {"reason": "x"})):
        path = f"/api/orders/{order_id}/{verb}"
        assert [(await call(client, "POST", path, who, body))[0] for who in (STRANGER, MODERATOR, BUDI, {})] == [
            404,
            403,
            401,
            401,
        ]
    for path in (f"/api/holds/{hold_id}", f"/api/checkouts/{checkout_id}", "/api/my/orders", "/api/orders"):
        assert (await call(client, "GET", path, {}))[0] == 401


@pytest.mark.parametrize(
    "line",
    [{"quantity": 0}, {"quantity": -1}, {"quantity": 10**30}, {"quantity": 10_001}, {"quantity": "1"},
     {"quantity": 1.5}, {"quantity": True}, {"quantity": None}, {"variant_id": ""}, {"variant_id": "x" * 65},
     {"variant_id": 1}, {"price": 1}],
)  # fmt: skip
async def test_lines_that_are_none(client: Client, counter: Counter, line: dict[str, Any]) -> None:
    assert await code(await hold(client, **line)) == (422, "invalid")
    assert await counter.stock() == (10, 10, 0, 0, 0)


async def test_bodies_that_are_none(client: Client) -> None:
    path = f"/api/shows/{SHOW}/holds"
    who = {**BUDI, "Idempotency-Key": "k"}
    for raw in (b"{", b"\xff\xfe", b'{"lines": [}', b"{}{}", b"[" * 100_000, b"nul"):
        async with client.post(path, data=raw, headers={**who, "Content-Type": "application/json"}) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (400, "malformed")
    async with client.post(path, data=b"lines=1", headers=who) as response:
        assert response.status == 415
    for body in ([], "x", None, {}, {"lines": []}, {"lines": {}}, {"lines": [1]}, {"lines": [{}] * 51}, {"x": 1}):
        assert (await call(client, "POST", path, who, body))[0] == 422
    assert await code(await call(client, "POST", path, BUDI, {"lines": [{"variant_id": VASE, "quantity": 1}]})) == (
        422, "invalid"
    )  # fmt: skip


async def test_ids_that_are_none(client: Client) -> None:
    for hold_id in ("nope", "%2e%2e", "%00", "a" * 300, f"{SHOW}.%F0%9F%98%80", f"{SHOW}.x", "{sale}.x", "*"):
        assert (await call(client, "GET", f"/api/holds/{hold_id}", BUDI))[0] == 404
        assert (await call(client, "POST", f"/api/holds/{hold_id}/order", BUDI, WISH))[0] in (404, 409)
    for path in ("/api/checkouts/%00", "/api/orders/%00", "/api/orders/nope", "/api/shows/%00/stock"):
        assert (await call(client, "GET", path, BUDI))[0] == 404
    assert (await call(client, "GET", "/api/orders?show=%00&q=%00&cursor=", OWNER))[0] == 400


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(body=_json, field=st.sampled_from(["contact", "address", "payment_method", "shipping_option", "extra"]))
@settings(max_examples=200, deadline=None)
def test_any_json_as_a_wish_is_refused_or_taken(body: Any, field: str) -> None:
    try:
        wanted = decode(msgspec.json.Decoder(OrderWanted), msgspec.json.encode({**WISH, field: body}))
        check_address(wanted.address)
    except Refusal:
        return
    assert isinstance(wanted, OrderWanted)


async def test_a_thousand_buyers_for_a_hundred_units(client: Client, counter: Counter) -> None:
    await counter.sales.move(VASE, None, SHOW, 90)
    gate = asyncio.Semaphore(200)

    async def one(number: int) -> tuple[int, str | None]:
        async with gate:
            status, answer = await hold(client, {"X-Person": f"gst_{number}"}, f"key-{number}")
        return status, answer.get("error", {}).get("code")

    answers = await asyncio.gather(*(one(number) for number in range(1000)))
    assert answers.count((201, None)) == 100
    assert answers.count((409, "out_of_stock")) == 900
    assert await counter.stock() == (100, 0, 100, 0, 0)
    await counter.check_books()
    counter.clock.forward(s=301)
    assert await counter.orders.sweep() == 100
    assert await counter.stock() == (100, 100, 0, 0, 0)
    await counter.check_books()


async def test_a_hundred_buyers_pay_at_once(client: Client, counter: Counter) -> None:
    await counter.sales.move(VASE, None, SHOW, 40)
    gate = asyncio.Semaphore(30)

    async def one(number: int) -> int:
        who = {"X-Person": f"gst_{number}"}
        async with gate:
            status, held = await hold(client, who, "k")
            if status != 201:
                return status
            wish = {**WISH, "contact": {"name": "B", "email": f"b{number}@example.com"}}
            status, placed = await call(client, "POST", f"/api/holds/{held['hold_id']}/order", who, wish)
            assert status == 201
            return (await call(client, "POST", f"/api/checkouts/{placed['checkout_id']}/pay", who, CARD))[0]

    answers = await asyncio.gather(*(one(number) for number in range(100)))
    assert (answers.count(200), answers.count(409)) == (50, 50)
    assert await counter.stock() == (50, 0, 0, 0, 50)
    assert len(await counter.entries("order.paid")) == 50
    await counter.check_books()


async def test_the_document_knows_them_all(counter: Counter) -> None:
    api = CheckoutApi(counter.orders, counter.shops, counter.signer, counter.clock)
    document = openapi_document(api.endpoints(), title="t", version="1")
    assert "/api/holds/{hold}/order" in document["paths"]
    assert document["paths"]["/api/orders/{order}/refund"]["post"]["responses"].keys() >= {"200", "409", "422"}
