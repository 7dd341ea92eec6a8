"""A thousand buyers for a hundred units, through the whole HTTP path; and again with the web process killed."""

from __future__ import annotations

import asyncio
import os
import signal

import aiohttp
import psutil
import pytest

from tests.contract.conftest import PASSWORD, PlannedShow, Program, Told, plan_show, publishing, until_state
from tests.running import Running, running_server, wait_until_ready

BUYERS, UNITS = 1000, 100


def web_process(running: Running) -> psutil.Process:
    children = psutil.Process(running.process.pid).children(recursive=True)
    return next(child for child in children if child.cmdline()[-1:] == ["web"])


async def make_guests(http: aiohttp.ClientSession, count: int) -> list[Program]:
    gate = asyncio.Semaphore(50)

    async def one() -> Program:
        async with gate:
            return Program(http, (await Program(http).ok("POST", "/api/guests", status=201))["token"])

    return await asyncio.gather(*(one() for _ in range(count)))


async def buy(buyer: Program, show: PlannedShow, number: int) -> tuple[int, str | None]:
    """One buyer who does not give up when the connection breaks: the Idempotency-Key makes asking again safe."""
    body = {"lines": [{"variant_id": show.variants[0], "quantity": 1}]}
    for attempt in range(200):
        try:
            told = await buyer.call("POST", f"/api/shows/{show.show_id}/holds", body, Idempotency_Key=f"crowd-{number}")
        except aiohttp.ClientError:
            await asyncio.sleep(min(0.05 * 2 ** min(attempt, 4), 0.5))
            continue
        if told.status in (502, 503):
            await asyncio.sleep(0.2)
            continue
        return told.status, told.code or told.body["hold_id"]
    raise AssertionError("no answer")


async def exact_stock(program: Program, show: PlannedShow) -> dict[str, int]:
    answer = await program.ok("GET", f"/api/shows/{show.show_id}/stock")
    one = next(one for one in answer["variants"] if one["variant_id"] == show.variants[0])
    assert one["available"] + one["held"] + one["paying"] + one["sold"] == one["initial"] == UNITS
    return one


async def until_expired(program: Program, show: PlannedShow) -> dict[str, int]:
    async with asyncio.timeout(60):
        while (counts := await exact_stock(program, show))["held"]:
            await asyncio.sleep(0.2)
    return counts


async def owner_of(http: aiohttp.ClientSession) -> Program:
    body = {"email": "a@example.com", "password": PASSWORD, "name": "A", "shop": {"name": "Ramai"}}
    async with aiohttp.ClientSession(http._base_url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as own:
        await Program(own).ok("POST", "/api/accounts", body, 201)
        return Program(http, (await Program(own).ok("POST", "/api/tokens", {"name": "t"}, 201))["token"])


@pytest.mark.parametrize("kill_web", [False, True], ids=["calm", "web killed"])
async def test_a_thousand_buyers_for_a_hundred_units(kill_web: bool) -> None:
    with running_server(ETALASE_TEST_CARD="1") as running:
        connector = aiohttp.TCPConnector(limit=400)
        async with aiohttp.ClientSession(running.url, connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
            owner = await owner_of(http)
            show = await plan_show(owner, units=UNITS, stock=UNITS, hold_ttl_s=30)
            with publishing(show):
                await until_state(owner, show.show_id, "live")
                guests = await make_guests(http, BUYERS)
                buying = [asyncio.create_task(buy(guest, show, number)) for number, guest in enumerate(guests)]
                if kill_web:
                    # In the middle: when some have their answer and others have not.
                    done = 0
                    while done < BUYERS // 10:
                        await asyncio.wait(buying, timeout=0.002)
                        done = sum(task.done() for task in buying)
                    os.kill(web_process(running).pid, signal.SIGKILL)
                    await asyncio.to_thread(wait_until_ready, running)
                answers = await asyncio.gather(*buying)

                holds = {what for status, what in answers if status in (200, 201)}
                refused = [what for status, what in answers if status == 409]
                assert len(holds) == UNITS
                assert refused == ["out_of_stock"] * (BUYERS - UNITS)
                assert (await exact_stock(owner, show))["held"] == UNITS
                counts = await until_expired(owner, show)
                assert (counts["available"], counts["sold"]) == (UNITS, 0)
                if kill_web:
                    assert "web died" in running.output()
            await owner.ok("POST", f"/api/shows/{show.show_id}/end")
            shelf = await owner.ok("GET", "/api/products")
            stocks = {v["variant_id"]: v["stock"] for p in shelf["products"] for v in p["variants"]}
            assert stocks[show.variants[0]] == UNITS


async def buy_and_pay(buyer: Program, show: PlannedShow, number: int) -> str:
    status, what = await buy(buyer, show, number)
    if status == 409:
        return what or ""
    contact = {"name": "Budi", "email": f"crowd{number}@example.com"}
    body = {"contact": contact, "address": "Jl. Braga 1, Bandung", "payment_method": "test_card"}
    placed = await until_answered(buyer, f"/api/holds/{what}/order", body)
    assert placed.status in (200, 201), placed.text
    pay = f"/api/checkouts/{placed.body['checkout_id']}/pay"
    paid = await until_answered(buyer, pay, {"card_number": "4242424242424242"})
    assert paid.status == 200, paid.text
    return paid.body["payment"]["state"]


async def until_answered(buyer: Program, path: str, body: dict) -> Told:
    """Asks again while the server says that it is busy."""
    while (told := await buyer.call("POST", path, body)).status == 503:
        await asyncio.sleep(0.2)
    return told


async def test_a_crowd_that_orders_and_pays_at_once() -> None:
    with running_server(ETALASE_TEST_CARD="1") as running:
        connector = aiohttp.TCPConnector(limit=200)
        async with aiohttp.ClientSession(running.url, connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
            owner = await owner_of(http)
            show = await plan_show(owner, units=UNITS, stock=UNITS)
            with publishing(show):
                await until_state(owner, show.show_id, "live")
                guests = await make_guests(http, 200)
                ends = await asyncio.gather(*(buy_and_pay(guest, show, n) for n, guest in enumerate(guests)))
            assert sorted(ends) == ["out_of_stock"] * (200 - UNITS) + ["paid"] * UNITS
            counts = await exact_stock(owner, show)
            assert (counts["sold"], counts["available"]) == (UNITS, 0)
            view = await owner.ok("GET", f"/api/shows/{show.show_id}")
            assert view["counts"]["paid_orders"] == view["counts"]["items_sold"] == UNITS
        assert "Traceback" not in running.output(), running.output()[-4000:]
