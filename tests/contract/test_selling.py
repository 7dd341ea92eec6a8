"""The contract's rows of a sale over HTTP: shows, stock, holds, orders, payments; against a whole running server."""

from __future__ import annotations

import pytest

from tests.contract.conftest import (
    ADDRESS,
    CONTACT,
    Program,
    hold,
    new_guest,
    place,
    plan_show,
    publishing,
    rupiah,
    until_state,
)


async def stock(program: Program, show_id: str) -> dict[str, dict[str, int]]:
    answer = await program.ok("GET", f"/api/shows/{show_id}/stock")
    counts = {one["variant_id"]: one for one in answer["variants"]}
    for one in counts.values():
        assert one["available"] + one["held"] + one["paying"] + one["sold"] == one["initial"]
    return counts


async def test_a_show_from_plan_to_end(owner: Program, nobody: Program) -> None:
    show = await plan_show(owner, units=5, stock=8)
    shelf = await owner.ok("GET", "/api/products")
    on_shelf = {v["variant_id"]: v["stock"] for p in shelf["products"] for v in p["variants"]}
    assert [on_shelf[one] for one in show.variants] == [3, 3]
    view = await nobody.ok("GET", f"/api/shows/{show.show_id}")
    assert view["state"] == "scheduled"
    assert "whip_url" not in view
    assert [line["initial"] for line in view["line_up"]] == [5, 5]
    assert (await owner.ok("GET", f"/api/shows/{show.slug}"))["whip_url"] == show.whip_url

    pinned = await owner.ok("PUT", f"/api/shows/{show.show_id}/pin", {"variant_id": show.variants[1]})
    assert pinned["pinned"] == show.variants[1]
    assert (await owner.ok("DELETE", f"/api/shows/{show.show_id}/pin"))["pinned"] is None

    ways = await nobody.ok("GET", f"/api/shows/{show.show_id}/watch")
    assert ways["ways"][0]["kind"] == "whep"

    with publishing(show):
        await until_state(owner, show.show_id, "live")
        added = await owner.ok(
            "PATCH", f"/api/shows/{show.show_id}/line-up", {"lines": [{"variant_id": show.variants[0], "units": 2}]}
        )
        assert added["line_up"][0]["initial"] == 7
        too_many = await owner.call(
            "PATCH", f"/api/shows/{show.show_id}/line-up", {"lines": [{"variant_id": show.variants[0], "units": 2}]}
        )
        assert (too_many.status, too_many.code) == (409, "out_of_stock")
        taken = await owner.ok(
            "PATCH", f"/api/shows/{show.show_id}/line-up", {"lines": [{"variant_id": show.variants[0], "units": -3}]}
        )
        assert taken["line_up"][0]["initial"] == 4
        listed = await nobody.ok("GET", "/api/on-air")
        assert show.show_id in [one["show_id"] for one in listed["shows"]]
    await until_state(owner, show.show_id, "interrupted")
    ended = await owner.ok("POST", f"/api/shows/{show.show_id}/end")
    assert ended["state"] == "ended"
    shelf = await owner.ok("GET", "/api/products")
    on_shelf = {v["variant_id"]: v["stock"] for p in shelf["products"] for v in p["variants"]}
    assert [on_shelf[one] for one in show.variants] == [8, 8]
    again = await owner.call("POST", f"/api/shows/{show.show_id}/end")
    assert (again.status, again.code) == (409, "wrong_state")

    log = await owner.ok("GET", f"/api/shows/{show.show_id}/log?from=0&limit=1000")
    kinds = [entry["kind"] for entry in log["entries"]]
    for kind in ("product.pinned", "product.unpinned", "show.started", "show.interrupted", "show.ended"):
        assert kind in kinds
    assert [entry["offset"] for entry in log["entries"]] == list(range(1, len(kinds) + 1))
    part = await owner.ok("GET", f"/api/shows/{show.show_id}/log?from=2&limit=2")
    assert [entry["offset"] for entry in part["entries"]] == [3, 4]


async def test_a_manual_start_is_a_private_preview_first(owner: Program, guest: Program) -> None:
    show = await plan_show(owner, auto_start=False)
    early = await owner.call("POST", f"/api/shows/{show.show_id}/start")
    assert (early.status, early.code) == (409, "wrong_state")
    with publishing(show):
        for _ in range(400):
            view = await owner.ok("GET", f"/api/shows/{show.show_id}")
            if view["has_publisher"]:
                break
        assert view["state"] == "scheduled"
        body = {"lines": [{"variant_id": show.variants[0], "quantity": 1}]}
        refused = await guest.call("POST", f"/api/shows/{show.show_id}/holds", body, Idempotency_Key="k")
        assert (refused.status, refused.code) == (409, "show_not_live")
        started = await owner.ok("POST", f"/api/shows/{show.show_id}/start")
        assert started["state"] == "live"
        await hold(guest, show)
    await owner.ok("POST", f"/api/shows/{show.show_id}/end")


async def test_more_units_than_there_are_make_no_show(owner: Program) -> None:
    before = await owner.ok("GET", "/api/shows")
    show = await plan_show(owner, units=1, stock=3)
    body = {
        "title": "Banyak",
        "line_up": [{"variant_id": one, "units": units} for one, units in zip(show.variants, (1, 9), strict=True)],
    }
    refused = await owner.call("POST", "/api/shows", body)
    assert (refused.status, refused.code) == (409, "out_of_stock")
    after = await owner.ok("GET", "/api/shows")
    assert len(after["shows"]) == len(before["shows"]) + 1
    shelf = {
        v["variant_id"]: v["stock"] for p in (await owner.ok("GET", "/api/products"))["products"] for v in p["variants"]
    }
    assert [shelf[one] for one in show.variants] == [2, 2]


async def test_a_new_stream_key_ends_the_old_one(owner: Program, nobody: Program) -> None:
    show = await plan_show(owner)
    fresh = await owner.ok("POST", f"/api/shows/{show.show_id}/stream-key", status=201)
    assert fresh["stream_key"] != show.stream_key
    old = await nobody.call(
        "POST",
        f"/whip/{show.show_id}",
        raw=b"v=0",
        Authorization=f"Bearer {show.stream_key}",
        Content_Type="application/sdp",
    )
    assert old.status == 403


async def test_holds_orders_and_payment(owner: Program, guest: Program, nobody: Program, http) -> None:
    show = await plan_show(owner, units=5, price=75_000)
    with publishing(show):
        await until_state(owner, show.show_id, "live")
        first, second = show.variants
        lines = {"lines": [{"variant_id": first, "quantity": 1}, {"variant_id": first, "quantity": 1}]}
        path = f"/api/shows/{show.show_id}/holds"
        made = await guest.call("POST", path, lines, Idempotency_Key="one")
        assert made.status == 201
        held = made.body
        assert held["state"] == "held"
        assert held["lines"][0]["quantity"] == 2
        repeated = await guest.call("POST", path, lines, Idempotency_Key="one")
        assert (repeated.status, repeated.body["hold_id"]) == (200, held["hold_id"])
        reused = await guest.call(
            "POST", path, {"lines": [{"variant_id": second, "quantity": 1}]}, Idempotency_Key="one"
        )
        assert (reused.status, reused.code) == (422, "idempotency_key_reused")
        another = await guest.call("POST", path, lines, Idempotency_Key="two")
        assert (another.status, another.code) == (409, "hold_open")
        assert another.body["error"]["details"]["hold_id"] == held["hold_id"]
        missing = await guest.call("POST", path, lines)
        assert missing.status == 422

        grown = await guest.ok(
            "POST", f"/api/holds/{held['hold_id']}/lines", {"lines": [{"variant_id": second, "quantity": 1}]}
        )
        assert {line["variant_id"]: line["quantity"] for line in grown["lines"]} == {first: 2, second: 1}
        shrunk = await guest.ok(
            "POST", f"/api/holds/{held['hold_id']}/lines", {"lines": [{"variant_id": first, "quantity": -1}]}
        )
        assert {line["variant_id"]: line["quantity"] for line in shrunk["lines"]} == {first: 1, second: 1}
        counts = await stock(nobody, show.show_id)
        assert (counts[first]["held"], counts[second]["held"]) == (1, 1)
        quote = shrunk["quote"]
        assert int(quote["items"]["amount"]) == 150_000
        assert quote["shipping_options"]
        assert int(quote["total"]["amount"]) == 150_000 + int(quote["shipping"]["amount"])

        thief = await new_guest(http)
        for method, path_of in (("GET", ""), ("DELETE", ""), ("POST", "/lines"), ("POST", "/order")):
            body = {"lines": [{"variant_id": first, "quantity": 1}]} if path_of == "/lines" else None
            if path_of == "/order":
                body = {"contact": CONTACT, "payment_method": "test_card"}
            told = await thief.call(method, f"/api/holds/{held['hold_id']}{path_of}", body)
            assert (told.status, told.code) == (404, "not_found")

        placed = await place(guest, held)
        assert placed["total"] == quote["total"]
        assert placed["payment"]["state"] == "due"
        order = placed["orders"][0]
        counts = await stock(nobody, show.show_id)
        assert (counts[first]["paying"], counts[second]["paying"]) == (1, 1)
        twice = await guest.call(
            "POST", f"/api/holds/{held['hold_id']}/order",
            {"contact": CONTACT, "address": ADDRESS, "payment_method": "test_card"},
        )  # fmt: skip
        assert twice.body["checkout_id"] == placed["checkout_id"]

        pay = f"/api/checkouts/{placed['checkout_id']}/pay"
        assert (await thief.call("POST", pay, {"card_number": "4242424242424242"})).status == 404
        unknown = await guest.call("POST", pay, {"card_number": "4111111111111111"})
        assert unknown.status == 422
        declined = await guest.call("POST", pay, {"card_number": "4000000000000002"})
        assert (declined.status, declined.code) == (402, "card_declined")
        still = await guest.ok("GET", f"/api/holds/{held['hold_id']}")
        assert still["state"] in ("held", "paying")
        paid = await guest.ok("POST", pay, {"card_number": "4242 4242 4242 4242"})
        assert paid["payment"]["state"] == "paid"
        counts = await stock(nobody, show.show_id)
        assert (counts[first]["sold"], counts[second]["sold"]) == (1, 1)

        by_buyer = await guest.ok("GET", f"/api/orders/{order['order_id']}")
        assert (by_buyer["state"], by_buyer["payment"]["state"]) == ("accepted", "paid")
        token = order["order_url"].split("token=")[1]
        assert (await nobody.ok("GET", f"/api/orders/{order['order_id']}?token={token}"))["contact"][
            "email"
        ] == CONTACT["email"]
        assert (await nobody.call("GET", f"/api/orders/{order['order_id']}")).status in (401, 404)
        assert (await thief.call("GET", f"/api/orders/{order['order_id']}")).status == 404
        listed = await owner.ok("GET", f"/api/orders?show={show.show_id}&state=accepted&payment=paid")
        assert [one["order_id"] for one in listed["orders"]] == [order["order_id"]]

        log = await owner.ok("GET", f"/api/shows/{show.show_id}/log")
        by_kind = {entry["kind"]: entry["data"] for entry in log["entries"]}
        assert (
            by_kind["order.paid"]["total"] == placed["total"]
            or by_kind["order.paid"]["total"] == placed["total"]["amount"]
        )
        assert CONTACT["email"] not in str(log)
        assert CONTACT["name"] not in str(log)
    await owner.ok("POST", f"/api/shows/{show.show_id}/end")


async def test_limits_and_giving_back(owner: Program, guest: Program, http) -> None:
    show = await plan_show(owner, units=3)
    await owner.ok(
        "PATCH", f"/api/shows/{show.show_id}/line-up",
        {"lines": [{"variant_id": show.variants[0], "units": 0, "per_buyer_limit": 2}]},
    )  # fmt: skip
    with publishing(show):
        await until_state(owner, show.show_id, "live")
        path = f"/api/shows/{show.show_id}/holds"
        over = await guest.call(
            "POST", path, {"lines": [{"variant_id": show.variants[0], "quantity": 3}]}, Idempotency_Key="a"
        )
        assert (over.status, over.code) == (409, "limit_reached")
        held = await hold(guest, show, 2, "b")
        other = await new_guest(http)
        none_left = await other.call(
            "POST", path, {"lines": [{"variant_id": show.variants[0], "quantity": 2}]}, Idempotency_Key="c"
        )
        assert (none_left.status, none_left.code) == (409, "out_of_stock")
        given = await guest.call("DELETE", f"/api/holds/{held['hold_id']}")
        assert given.status in (200, 204)
        await hold(other, show, 2, "d")
    await owner.ok("POST", f"/api/shows/{show.show_id}/end")


async def test_what_the_seller_does_with_an_order(owner: Program, guest: Program, http) -> None:
    show = await plan_show(owner, units=5, price=40_000)
    with publishing(show):
        await until_state(owner, show.show_id, "live")
        orders = []
        for buyer in (guest, await new_guest(http), await new_guest(http)):
            placed = await place(buyer, await hold(buyer, show))
            await buyer.ok("POST", f"/api/checkouts/{placed['checkout_id']}/pay", {"card_number": "4242424242424242"})
            orders.append((buyer, placed["orders"][0]["order_id"]))
    buyer, order_id = orders[0]
    shipped = await owner.ok("POST", f"/api/orders/{order_id}/ship", {"carrier": "JNE", "tracking": "JN1"})
    assert (shipped["state"], shipped["tracking"]) == ("shipped", "JN1")
    told = await buyer.ok("POST", f"/api/orders/{order_id}/problem", {"text": "Belum sampai"})
    assert "problem" in str(told["history"])
    assert (await owner.ok("POST", f"/api/orders/{order_id}/deliver"))["state"] == "delivered"
    assert (await buyer.ok("POST", f"/api/orders/{order_id}/received"))["state"] == "completed"

    _, refunded = orders[1]
    part = await owner.ok("POST", f"/api/orders/{refunded}/refund", {"amount": rupiah(10_000), "reason": "cacat"})
    assert part["payment"]["state"] == "part_refunded"
    over = await owner.call("POST", f"/api/orders/{refunded}/refund", {"amount": rupiah(10_000_000), "reason": "x"})
    assert over.status in (409, 422)
    whole = await owner.ok("POST", f"/api/orders/{refunded}/refund", {"reason": "semua"})
    assert whole["payment"]["state"] == "refunded"

    _, cancelled = orders[2]
    assert (await owner.ok("POST", f"/api/orders/{cancelled}/cancel", {}))["state"] == "cancelled"
    wrong = await owner.call("POST", f"/api/orders/{cancelled}/ship", {})
    assert (wrong.status, wrong.code) == (409, "wrong_state")
    await owner.ok("POST", f"/api/shows/{show.show_id}/end")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/api/shows/{show}"),
        ("PATCH", "/api/shows/{show}/line-up"),
        ("POST", "/api/shows/{show}/stream-key"),
        ("POST", "/api/shows/{show}/publish-token"),
        ("POST", "/api/shows/{show}/start"),
        ("POST", "/api/shows/{show}/end"),
        ("PUT", "/api/shows/{show}/pin"),
        ("DELETE", "/api/shows/{show}/pin"),
        ("GET", "/api/shows/{show}/log"),
        ("GET", "/api/shows/{show}/media"),
        ("DELETE", "/api/shows/{show}/chat/1"),
        ("POST", "/api/shows/{show}/mutes"),
        ("GET", "/api/products/{product}"),
        ("PATCH", "/api/products/{product}"),
        ("DELETE", "/api/products/{product}"),
        ("PATCH", "/api/shops/{shop}"),
        ("GET", "/api/shops/{shop}/people"),
        ("POST", "/api/shops/{shop}/invitations"),
    ],
)
async def test_another_shop_and_a_guest_get_nowhere(
    owner: Program, other_owner: Program, guest: Program, nobody: Program, world, method: str, path: str
) -> None:
    show = await plan_show(owner)
    view = await owner.ok("GET", f"/api/shows/{show.show_id}")
    product = view["line_up"][0]["product_id"]
    target = path.format(show=show.show_id, product=product, shop=world.first.shop_id)
    bodies = {
        "/line-up": {"lines": [{"variant_id": show.variants[0], "units": 1}]},
        "/pin": {"variant_id": show.variants[0]},
        "/mutes": {"person": "gst_1", "seconds": 10},
        "/invitations": {"role": "host"},
    }
    body = next((one for end, one in bodies.items() if target.endswith(end)), {})
    given = None if method in ("GET", "DELETE") or target.endswith(("key", "token", "start", "end")) else body
    assert (await other_owner.call(method, target, given)).status == 404
    assert (await guest.call(method, target, given)).status == 401
    assert (await nobody.call(method, target, given)).status == 401
