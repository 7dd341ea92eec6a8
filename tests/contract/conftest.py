"""One whole running server for the contract tests, with two shops, and programs that call it by tokens."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from tests.running import ROOT, Running, running_server

PASSWORD = "kata-sandi-panjang"


@dataclass(frozen=True)
class Told:
    """An answer: status, headers, and the JSON (or None)."""

    status: int
    body: Any
    headers: Any
    text: str

    @property
    def code(self) -> str | None:
        return self.body["error"]["code"] if isinstance(self.body, dict) and "error" in self.body else None


class Program:
    """A program that calls the API with a Bearer token (or with none)."""

    def __init__(self, http: aiohttp.ClientSession, token: str | None = None) -> None:
        self.http = http
        self.token = token

    async def call(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str) -> Told:
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        if self.token and "Authorization" not in given:
            given["Authorization"] = f"Bearer {self.token}"
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
            given.setdefault("Content-Type", "application/json")
        async with self.http.request(method, path, data=data, headers=given) as answer:
            text = (await answer.read()).decode(errors="replace")
            is_json = answer.content_type == "application/json"
            return Told(answer.status, json.loads(text) if is_json and text else None, answer.headers, text)

    async def ok(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        told = await self.call(method, path, body, **headers)
        assert told.status == status, f"{method} {path}: {told.status} {told.text[:500]}"
        return told.body


@dataclass
class Shop:
    shop_id: str
    token: str
    slug: str


@dataclass
class World:
    """What the module's server holds: two shops, each with its owner's API token."""

    running: Running
    first: Shop
    second: Shop
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))


def rupiah(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "IDR"}


async def _make_shop(url: str, name: str) -> Shop:
    async with aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        program = Program(http)
        slug = name.lower()
        body = {"email": f"{slug}@example.com", "password": PASSWORD, "name": name, "shop": {"name": name}}
        made = await program.ok("POST", "/api/accounts", body, 201)
        token = await program.ok("POST", "/api/tokens", {"name": "tests"}, 201)
        shop = await program.ok("GET", f"/api/shops/{made['shop_id']}")
        return Shop(made["shop_id"], token["token"], shop["slug"])


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running_server(ETALASE_TEST_CARD="1", ETALASE_OPEN_SIGNUP="1", ETALASE_INTERRUPTED_LIMIT_S="3600") as running:
        first = asyncio.run(_make_shop(running.url, "Satu"))
        second = asyncio.run(_make_shop(running.url, "Dua"))
        yield World(running, first, second)
        # Whatever the tests sent, the server must not have failed over it.
        assert "Traceback" not in running.output(), running.output()[-6000:]


@pytest.fixture
async def http(world: World) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(world.running.url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
def nobody(http: aiohttp.ClientSession) -> Program:
    return Program(http)


@pytest.fixture
def owner(http: aiohttp.ClientSession, world: World) -> Program:
    return Program(http, world.first.token)


@pytest.fixture
def other_owner(http: aiohttp.ClientSession, world: World) -> Program:
    return Program(http, world.second.token)


async def new_guest(http: aiohttp.ClientSession) -> Program:
    made = await Program(http).ok("POST", "/api/guests", status=201)
    return Program(http, made["token"])


@pytest.fixture
async def guest(http: aiohttp.ClientSession) -> Program:
    return await new_guest(http)


@dataclass
class PlannedShow:
    show_id: str
    slug: str
    whip_url: str
    stream_key: str
    variants: list[str]


async def plan_show(
    owner: Program, *, units: int = 5, stock: int = 20, price: int = 50_000, **more: Any
) -> PlannedShow:
    """A show with two products in its line-up, `units` of each."""
    variants: list[str] = []
    for title in ("Cangkir", "Kopi"):
        variant = {"sku": title, "title": "Satu", "price": rupiah(price), "stock": stock}
        product = await owner.ok(
            "POST", "/api/products", {"title": title, "description": "", "variants": [variant]}, 201
        )
        variants.append(product["variants"][0]["variant_id"])
    body = {"title": "Acara", "line_up": [{"variant_id": one, "units": units} for one in variants], **more}
    made = await owner.ok("POST", "/api/shows", body, 201)
    return PlannedShow(made["show_id"], made["slug"], made["whip_url"], made["stream_key"], variants)


@contextmanager
def publishing(show: PlannedShow) -> Iterator[subprocess.Popen[bytes]]:
    """`etalase publish` with its test picture, until the block ends."""
    command = [sys.executable, "-m", "live", "publish", "--to", show.whip_url, "--key", show.stream_key]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


async def until_state(program: Program, show_id: str, state: str, timeout_s: float = 20) -> dict[str, Any]:
    async with asyncio.timeout(timeout_s):
        while True:
            view = await program.ok("GET", f"/api/shows/{show_id}")
            if view["state"] == state:
                return view
            await asyncio.sleep(0.05)


CONTACT = {"name": "Budi Santoso", "email": "budi@example.com", "phone": "+62 812 0000 0000"}
ADDRESS = {"street": "Jl. Mawar 1", "city": "Bandung", "postal_code": "40111", "country": "ID"}


async def hold(buyer: Program, show: PlannedShow, quantity: int = 1, key: str = "key") -> dict[str, Any]:
    body = {"lines": [{"variant_id": show.variants[0], "quantity": quantity}]}
    return await buyer.ok("POST", f"/api/shows/{show.show_id}/holds", body, 201, Idempotency_Key=key)


async def place(buyer: Program, held: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"contact": CONTACT, "address": ADDRESS, "payment_method": "test_card", **more}
    return await buyer.ok("POST", f"/api/holds/{held['hold_id']}/order", body, 201)
