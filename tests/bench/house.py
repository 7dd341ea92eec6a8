"""A whole running server with a shop and a show in it, for the benches that measure through the front door."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import aiohttp

from tests.contract.conftest import PASSWORD, PlannedShow, Program, plan_show
from tests.running import Running, running_server


@dataclass(frozen=True)
class House:
    running: Running
    token: str
    shop_slug: str
    show: PlannedShow

    @property
    def port(self) -> int:
        return int(self.running.url.rpartition(":")[2])


@contextmanager
def house(units: int = 100, **environment: str) -> Generator[House]:
    with running_server(ETALASE_TEST_CARD="1", ETALASE_INTERRUPTED_LIMIT_S="3600", **environment) as running:
        yield asyncio.run(_furnish(running, units))


async def _furnish(running: Running, units: int) -> House:
    async with aiohttp.ClientSession(running.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        program = Program(http)
        body = {"email": "b@example.com", "password": PASSWORD, "name": "B", "shop": {"name": "Bangku"}}
        made = await program.ok("POST", "/api/accounts", body, 201)
        token = (await program.ok("POST", "/api/tokens", {"name": "bench"}, 201))["token"]
        shop = await program.ok("GET", f"/api/shops/{made['shop_id']}")
        show = await plan_show(Program(http, token), units=units, stock=units, hold_ttl_s=600)
        return House(running, token, shop["slug"], show)
