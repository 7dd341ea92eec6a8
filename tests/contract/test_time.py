"""What time and loss do to a hold, over HTTP: it lapses, cools down, and survives a Redis that forgot everything."""

from __future__ import annotations

import asyncio

import redis.asyncio

from tests.contract.conftest import (
    ADDRESS,
    CONTACT,
    Program,
    hold,
    new_guest,
    place,
    plan_show,
    publishing,
    until_state,
)


async def test_a_lapsed_hold_cools_down_and_can_not_be_ordered(owner: Program, guest: Program) -> None:
    show = await plan_show(owner, units=3, hold_ttl_s=30)
    with publishing(show):
        await until_state(owner, show.show_id, "live")
        held = await hold(guest, show, key="first")
        async with asyncio.timeout(60):
            while (await guest.ok("GET", f"/api/holds/{held['hold_id']}"))["state"] == "held":
                await asyncio.sleep(0.25)
        assert (await guest.ok("GET", f"/api/holds/{held['hold_id']}"))["state"] == "expired"
        body = {"contact": CONTACT, "address": ADDRESS, "payment_method": "test_card"}
        late = await guest.call("POST", f"/api/holds/{held['hold_id']}/order", body)
        assert (late.status, late.code) == (409, "hold_expired")
        lines = {"lines": [{"variant_id": show.variants[0], "quantity": 1}]}
        again = await guest.call("POST", f"/api/shows/{show.show_id}/holds", lines, Idempotency_Key="second")
        assert (again.status, again.code) == (409, "cooling_down")
        async with asyncio.timeout(30):
            while again.status != 201:
                await asyncio.sleep(0.25)
                again = await guest.call("POST", f"/api/shows/{show.show_id}/holds", lines, Idempotency_Key="third")
    await owner.ok("POST", f"/api/shows/{show.show_id}/end")


async def test_a_redis_that_forgot_is_rebuilt_exactly(world, owner: Program, guest: Program, http) -> None:
    show = await plan_show(owner, units=5)
    with publishing(show):
        await until_state(owner, show.show_id, "live")
        buyer = await new_guest(http)
        paid = await place(buyer, await hold(buyer, show, 2))
        await buyer.ok("POST", f"/api/checkouts/{paid['checkout_id']}/pay", {"card_number": "4242424242424242"})
        waiting_buyer = await new_guest(http)
        waiting = await place(
            waiting_buyer, await hold(waiting_buyer, show, 1), contact={**CONTACT, "email": "w@example.com"}
        )
        lost = await hold(guest, show, 1)
        before = await owner.ok("GET", f"/api/shows/{show.show_id}/log")

        client = redis.asyncio.from_url(f"unix://{world.running.data / 'run' / 'redis.sock'}")
        await client.flushall()
        await client.aclose()
        lines = {"lines": [{"variant_id": show.variants[0], "quantity": 1}]}
        statuses = set()
        other = await new_guest(http)
        async with asyncio.timeout(30):
            while True:
                told = await other.call("POST", f"/api/shows/{show.show_id}/holds", lines, Idempotency_Key="after")
                if told.status == 201:
                    break
                statuses.add((told.status, told.code))
                assert "Retry-After" in told.headers
                await asyncio.sleep(0.05)
        assert statuses <= {(503, "rebuilding")}
        # What was held and not yet placed is gone and said so; what was placed or paid is all there.
        gone = await guest.call(
            "POST",
            f"/api/holds/{lost['hold_id']}/order",
            {"contact": CONTACT, "address": ADDRESS, "payment_method": "test_card"},
        )
        assert (gone.status, gone.code) == (409, "hold_expired")
        stock = {v["variant_id"]: v for v in (await owner.ok("GET", f"/api/shows/{show.show_id}/stock"))["variants"]}
        one = stock[show.variants[0]]
        assert (one["initial"], one["available"], one["held"], one["paying"], one["sold"]) == (5, 1, 1, 1, 2)
        await waiting_buyer.ok(
            "POST", f"/api/checkouts/{waiting['checkout_id']}/pay", {"card_number": "4242424242424242"}
        )
        # A new epoch goes on above every offset that was ever served.
        after = await owner.ok("GET", f"/api/shows/{show.show_id}/log?from={before['entries'][-1]['offset']}")
        assert after["epoch"] > before["epoch"]
        assert all(entry["offset"] > before["entries"][-1]["offset"] for entry in after["entries"])
    await owner.ok("POST", f"/api/shows/{show.show_id}/end")


async def test_lists_come_in_pages(owner: Program) -> None:
    for _ in range(3):
        await plan_show(owner, units=1, stock=1)
    for path, name in (("/api/products", "products"), ("/api/shows", "shows")):
        seen: list[str] = []
        cursor = ""
        while True:
            page = await owner.ok("GET", f"{path}?limit=2{cursor}")
            assert len(page[name]) <= 2
            seen += [one.get("product_id") or one["show_id"] for one in page[name]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert len(seen) == len(set(seen)) >= 3
    bad = await owner.call("GET", "/api/products?cursor=%00%ff")
    assert bad.status in (400, 422)
