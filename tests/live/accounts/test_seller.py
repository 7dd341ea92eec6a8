"""A seller with everything real behind them: sign up, add a product, set its stock, sell, delete, undo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from checkout.catalogue.images import ImageStore
from checkout.catalogue.service import Catalogue
from checkout.catalogue.web import CatalogueEndpoints
from checkout.database import Database
from checkout.endpoint import add_endpoints, refusals_middleware
from checkout.journal.journal import Journal
from checkout.journal.outbox import Outbox
from checkout.openapi import openapi_document
from checkout.sales import Sales
from checkout.signing import Signer
from checkout.stock.holds import Line
from checkout.stock.store import StockStore
from live.accounts.directory import ShopDirectory
from live.accounts.service import Accounts
from live.mail import Mailer
from live.settings import load_settings
from tests.checkout.catalogue.conftest import batik, picture
from tests.conftest import ManualClock
from tests.live.accounts.conftest import PASSWORD, answer, quick_passwords, sign_in_middleware


class Market:
    def __init__(self, database: Database, client: redis.asyncio.Redis, clock: Any, new_id: Any, data: Path) -> None:
        settings = load_settings({"ETALASE_DATA": str(data)})
        journal = Journal(client, clock)
        self.redis = client
        self.store = StockStore(client, journal, clock)
        self.sales = Sales(
            database, client, self.store, journal, Outbox(database, journal, clock, new_id), clock, new_id
        )
        self.directory = ShopDirectory(database, clock)
        self.accounts = Accounts(
            database,
            self.sales,
            Signer(b"s" * 32),
            Mailer(settings, clock),
            settings,
            self.directory,
            clock,
            new_id,
            passwords=quick_passwords(),
        )
        self.catalogue = Catalogue(
            database, self.sales, self.store, self.directory, ImageStore(settings.images), clock, new_id
        )
        self.endpoints = [*self.accounts.endpoints(), *CatalogueEndpoints(self.catalogue).endpoints()]


@pytest.fixture
async def market(
    database: Database, redis_client: redis.asyncio.Redis, clock: ManualClock, new_id: Any, tmp_path: Path
) -> Market:
    return Market(database, redis_client, clock, new_id, tmp_path)


@pytest.fixture
async def seller(market: Market) -> AsyncIterator[TestClient]:
    app = web.Application(middlewares=[refusals_middleware, sign_in_middleware(market.accounts)])
    add_endpoints(app, market.endpoints)
    async with TestClient(TestServer(app)) as client:
        body = {"email": "ibu@batik.test", "password": PASSWORD, "name": "Ibu", "shop": "Batik"}
        await answer(await client.post("/api/accounts", json=body), 201)
        yield client


async def test_stock_follows_what_the_seller_and_the_buyers_do(market: Market, seller: TestClient) -> None:
    shelf = (await market.directory.terms("batik")).standing_sale_id
    made = await answer(await seller.post("/api/products", json=batik()), 201)
    path = f"/api/products/{made['product_id']}"
    medium, large = (variant["variant_id"] for variant in made["variants"])

    async def stock() -> list[int]:
        shown = await answer(await seller.get("/api/shops/batik/products"), 200)
        return [variant["stock"] for variant in shown["products"][0]["variants"]]

    assert await stock() == [5, 0]
    hold, _ = await market.store.reserve(shelf, "gst_1", "key", [Line(medium, 2, 150_000)], "{}")
    assert await stock() == [3, 0]
    change = {"variants": [{"variant_id": medium, "stock": 10}, {"variant_id": large, "stock": 4}]}
    changed = await answer(await seller.patch(path, json=change), 200)
    assert [variant["stock"] for variant in changed["variants"]] == [10, 4]
    counted = (await market.store.stock(shelf))[medium]
    assert (counted.initial, counted.available, counted.held) == (12, 10, 2)
    # Deleting leaves alone what is in somebody's bag, and restoring brings back what was on the shelf.
    await answer(await seller.delete(path), 204)
    counted = (await market.store.stock(shelf))[medium]
    assert (counted.initial, counted.available, counted.held) == (2, 0, 2)
    await market.store.release(shelf, hold.hold_id)
    restored = await answer(await seller.post(path + "/restore"), 200)
    assert [variant["stock"] for variant in restored["variants"]] == [12, 4]


async def test_a_flushed_redis_is_filled_again_by_asking(market: Market, seller: TestClient) -> None:
    made = await answer(await seller.post("/api/products", json=batik()), 201)
    await market.redis.flushall()
    assert await answer(await seller.get(f"/api/products/{made['product_id']}"), 200) == made
    shelf = (await market.directory.terms("batik")).standing_sale_id
    assert (await market.store.stock(shelf))[made["variants"][0]["variant_id"]].available == 5


async def test_a_picture_and_a_logo(market: Market, seller: TestClient) -> None:
    made = await answer(await seller.post("/api/products", json=batik()), 201)
    form = FormData()
    form.add_field("file", picture(), filename="a.jpg")
    added = await answer(await seller.post(f"/api/products/{made['product_id']}/images", data=form), 201)
    assert (await seller.get(added["url"])).content_type == "image/webp"
    change = {"look": {"accent": "#112233", "logo_image": added["image_id"]}}
    changed = await answer(await seller.patch("/api/shops/batik", json=change), 200)
    assert changed["look"] == change["look"]
    # The currency can't change any more.
    assert (await seller.patch("/api/shops/batik", json={"currency": "USD"})).status == 409


async def test_every_endpoint_is_in_the_document(market: Market) -> None:
    document = openapi_document(market.endpoints, title="Etalase", version="1")
    assert "/api/products/{product_id}/images" in document["paths"]
    assert "post" in document["paths"]["/api/accounts"]
    assert "/images/{name}" not in document["paths"]
