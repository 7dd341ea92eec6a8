"""A small application of the catalogue's endpoints alone. Who calls stands in a header, so that roles are easy."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from checkout.caller import Caller, Role
from checkout.catalogue.images import ImageStore
from checkout.catalogue.service import Catalogue
from checkout.catalogue.web import CatalogueEndpoints
from checkout.database import Database
from checkout.endpoint import CALLER, add_endpoints, refusals_middleware
from checkout.errors import NotFound, OutOfStock, Rebuilding
from checkout.outside import ShopTerms
from checkout.stock.holds import VariantStock
from tests.conftest import ManualClock

SHOP, OTHER = "shp_one", "shp_two"


class FakeShelf:
    """Stock in a dict: both what moves and what counts."""

    def __init__(self) -> None:
        self.units: dict[tuple[str, str], int] = {}
        self.moves: list[tuple[str, str | None, str | None, int]] = []
        self.away = False
        self.before_move: Callable[[], None] | None = None

    async def move(self, variant_id: str, from_sale_id: str | None, to_sale_id: str | None, units: int) -> None:
        if self.away:
            raise Rebuilding("rebuilding", retry_after_s=1)
        assert units > 0
        before, self.before_move = self.before_move, None
        if before is not None:
            before()
        if from_sale_id is not None:
            left = self.units.get((from_sale_id, variant_id), 0)
            if left < units:
                raise OutOfStock("not that many", {"variant_id": variant_id, "available": left})
            self.units[from_sale_id, variant_id] = left - units
        if to_sale_id is not None:
            self.units[to_sale_id, variant_id] = self.units.get((to_sale_id, variant_id), 0) + units
        self.moves.append((variant_id, from_sale_id, to_sale_id, units))

    async def add_items(self, sale_id: str, variant_ids: Sequence[str]) -> None:
        if self.away and variant_ids:
            raise Rebuilding("rebuilding", retry_after_s=1)
        for variant_id in variant_ids:
            self.units.setdefault((sale_id, variant_id), 0)

    async def finish_moves(self) -> int:
        return 0

    async def with_loaded(self, sale_id: str, call: Callable[[], Awaitable[Any]]) -> Any:
        return await call()

    async def stock(self, sale_id: str) -> Mapping[str, VariantStock]:
        if self.away:
            raise Rebuilding("rebuilding", retry_after_s=1)
        return {
            variant_id: VariantStock(units, units, 0, 0, 0)
            for (sale, variant_id), units in self.units.items()
            if sale == sale_id
        }


class FakeShops:
    async def terms(self, shop_id: str) -> ShopTerms:
        for known, slug, currency in ((SHOP, "one", "IDR"), (OTHER, "two", "USD")):
            if shop_id in (known, slug):
                return ShopTerms(known, slug, "Shop", f"sal_{slug}", currency, (), ())
        raise NotFound("no such shop")


@dataclass
class Stall:
    catalogue: Catalogue
    shelf: FakeShelf
    database: Database
    clock: ManualClock
    images: Path
    client: TestClient
    roles: dict[str, Caller] = field(default_factory=dict)

    async def ask(self, method: str, path: str, who: str = "owner", **kwargs: Any) -> Any:
        return await self.client.request(method, path, headers={"X-Who": who}, **kwargs)

    async def upload(self, product_id: str, raw: bytes, name: str = "picture.jpg", who: str = "owner") -> Any:
        form = FormData()
        form.add_field("file", raw, filename=name, content_type="application/octet-stream")
        return await self.ask("POST", f"/api/products/{product_id}/images", who, data=form)


CALLERS = {
    "owner": Caller("acc_1", "Owner", False, roles={SHOP: Role.OWNER}),
    "host": Caller("acc_2", "Host", False, roles={SHOP: Role.HOST}),
    "moderator": Caller("acc_3", "Moderator", False, roles={SHOP: Role.MODERATOR}),
    "other": Caller("acc_4", "Other", False, roles={OTHER: Role.OWNER}),
    "buyer": Caller("acc_5", "Buyer", False),
    "guest": Caller("gst_1", "Guest"),
    "nobody": Caller(),
}


@web.middleware
async def _who(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
    request[CALLER] = CALLERS[request.headers.get("X-Who", "nobody")]
    return await handler(request)


@pytest.fixture
async def stall(database: Database, clock: ManualClock, new_id: Any, tmp_path: Path) -> AsyncIterator[Stall]:
    shelf = FakeShelf()
    catalogue = Catalogue(database, shelf, shelf, FakeShops(), ImageStore(tmp_path / "images"), clock, new_id)
    app = web.Application(middlewares=[refusals_middleware, _who])
    add_endpoints(app, CatalogueEndpoints(catalogue).endpoints())
    client = TestClient(TestServer(app))
    await client.start_server()
    yield Stall(catalogue, shelf, database, clock, tmp_path / "images", client)
    await client.close()


def batik(**change: Any) -> dict[str, Any]:
    """A product with two variants."""
    return {
        "title": "Kemeja batik",
        "description": "Katun,\r\nlengan panjang",
        "variants": [
            {"sku": "KB-M", "title": "M", "price": rupiah(150_000), "stock": 5, "weight_g": 300},
            {"sku": "KB-L", "title": "L", "price": rupiah(160_000), "stock": 0},
        ],
    } | change


def rupiah(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "IDR"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **save: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind, **save)
    return out.getvalue()


async def answer(response: Any, status: int) -> Any:
    """The JSON body, after checking the status."""
    body = await response.json() if response.content_type == "application/json" else await response.read()
    assert response.status == status, body
    return body


async def code(response: Any, status: int) -> str:
    return (await answer(response, status))["error"]["code"]
