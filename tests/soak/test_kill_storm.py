"""Processes killed by -9 again and again while people buy: nothing acknowledged is lost, nothing is sold twice.

`SOAK_S` sets the length in seconds (default 120). The books are summed from SQL rows and from each buyer's own answers,
not read from the counters alone.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import sqlite3
import time

import aiohttp
import psutil

from tests.contract.conftest import ADDRESS, CONTACT, PlannedShow, Program, plan_show, publishing, until_state
from tests.contract.test_crowd import make_guests, owner_of
from tests.running import Running, running_server, wait_until_ready

SOAK_S = float(os.environ.get("SOAK_S", "120"))
UNITS = 400
VICTIMS = ("web", "jobs", "redis-server", "valkey-server")


def victims(running: Running) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(running.process.pid).children(recursive=True):
        try:
            words = " ".join(child.cmdline())
        except psutil.Error:
            continue
        if any(words.endswith(f" {name}") or f"{name} " in f"{words} " for name in VICTIMS):
            found.append(child)
    return found


async def patiently(program: Program, method: str, path: str, body=None, **headers):
    """Asks until there is an answer that is not of a server on its way back."""
    while True:
        try:
            told = await program.call(method, path, body, **headers)
        except (aiohttp.ClientError, TimeoutError):
            await asyncio.sleep(0.2)
            continue
        if told.status in (500, 502, 503):
            assert told.status != 500, told.text
            await asyncio.sleep(0.2)
            continue
        return told


async def shop(buyer: Program, show: PlannedShow, number: int, until: float, paid: list[str]) -> None:
    """One person who buys a piece, again and again, as one who may buy only five of a kind."""
    for attempt in itertools.count():
        if time.monotonic() > until:
            return
        variant = show.variants[attempt % 2]
        body = {"lines": [{"variant_id": variant, "quantity": 1}]}
        key = f"{number}-{attempt}"
        told = await patiently(buyer, "POST", f"/api/shows/{show.show_id}/holds", body, Idempotency_Key=key)
        if told.status == 409:
            if told.code in ("limit_reached", "out_of_stock"):
                return
            await asyncio.sleep(0.5)
            continue
        hold_id = told.body["hold_id"]
        contact = {**CONTACT, "email": f"buyer{number}@example.com"}
        order = {"contact": contact, "address": ADDRESS, "payment_method": "test_card"}
        placed = await patiently(buyer, "POST", f"/api/holds/{hold_id}/order", order)
        if placed.status not in (200, 201):
            continue
        pay = f"/api/checkouts/{placed.body['checkout_id']}/pay"
        while True:
            told = await patiently(buyer, "POST", pay, {"card_number": "4242424242424242"})
            if told.status == 200 and told.body["payment"]["state"] == "paid":
                paid.append(placed.body["orders"][0]["order_id"])
                break
            if told.code != "wrong_state":
                break
            seen = await patiently(buyer, "GET", f"/api/orders/{placed.body['orders'][0]['order_id']}")
            if seen.body["payment"]["state"] == "paid":
                paid.append(placed.body["orders"][0]["order_id"])
                break
            await asyncio.sleep(0.5)


async def test_killed_again_and_again_under_load() -> None:
    chance = random.Random(7)
    with running_server(ETALASE_TEST_CARD="1") as running:
        async with aiohttp.ClientSession(running.url, cookie_jar=aiohttp.DummyCookieJar()) as http:
            owner = await owner_of(http)
            show = await plan_show(owner, units=UNITS, stock=UNITS)
            with publishing(show):
                await until_state(owner, show.show_id, "live")
                guests = await make_guests(http, 60)
                paid: list[str] = []
                until = time.monotonic() + SOAK_S
                buying = [
                    asyncio.create_task(shop(guest, show, number, until, paid)) for number, guest in enumerate(guests)
                ]
                kills = 0
                while time.monotonic() < until and not all(task.done() for task in buying):
                    await asyncio.sleep(chance.uniform(1.5, 4))
                    candidates = victims(running)
                    if candidates:
                        chance.choice(candidates).send_signal(signal.SIGKILL)
                        kills += 1
                await asyncio.gather(*buying)
                await asyncio.to_thread(wait_until_ready, running)
                assert kills > 3
                assert paid
                # Whatever a kill cut short is finished by jobs.
                async with asyncio.timeout(150):
                    while True:
                        told = await patiently(owner, "GET", f"/api/shows/{show.show_id}/stock")
                        counts = {one["variant_id"]: one for one in told.body["variants"]}
                        if all(one["held"] == one["paying"] == 0 for one in counts.values()):
                            break
                        await asyncio.sleep(1)
            await patiently(owner, "POST", f"/api/shows/{show.show_id}/end")
        check_books(running, show, counts, paid)


def check_books(running: Running, show: PlannedShow, counts: dict, paid: list[str]) -> None:
    books = sqlite3.connect(running.data / "etalase.db")
    sold = dict(
        books.execute(
            "SELECT l.variant_id, SUM(l.quantity) FROM order_line l JOIN orders o USING (order_id)"
            " JOIN checkout c USING (checkout_id) WHERE c.payment_state = 'paid' AND o.sale_id = ? GROUP BY 1",
            (show.show_id,),
        )
    )
    allocated = dict(
        books.execute(
            "SELECT a.variant_id, SUM(a.quantity) FROM allocation a JOIN hold_gate g USING (hold_id)"
            " WHERE g.state = 'committed' AND a.sale_id = ? GROUP BY 1",
            (show.show_id,),
        )
    )
    states = dict(books.execute("SELECT o.order_id, c.payment_state FROM orders o JOIN checkout c USING (checkout_id)"))
    assert sold == allocated
    for variant_id in show.variants:
        one = counts[variant_id]
        assert one["available"] + one["sold"] == one["initial"] == UNITS
        assert one["sold"] == sold.get(variant_id, 0)
    assert len(set(paid)) == len(paid)
    assert all(states[order_id] == "paid" for order_id in paid)
