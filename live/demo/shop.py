"""Makes the demo's shop by the HTTP API, as any program could; what is there already is left as it is."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from live.demo import goods
from live.demo.pictures import draw_picture


class DemoImpossible(RuntimeError):
    """The message is a sentence for the person at the terminal."""


class Owner(msgspec.Struct):
    """Kept in `demo.json` (mode 0600) in the data folder, so that the demo starts again as it was."""

    email: str
    password: str
    show_id: str | None = None


class DemoShop:
    """`http` keeps the cookie of the sign-in."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str, data: Path) -> None:
        self._http = http
        self._base_url = base_url
        self._file = data / "demo.json"

    async def sign_in(self) -> Owner:
        """Raises `DemoImpossible` on a folder that somebody uses in earnest."""
        if self._file.exists():
            owner = msgspec.json.decode(await asyncio.to_thread(self._file.read_bytes), type=Owner)
            status, _ = await self._ask("POST", "/api/login", {"email": owner.email, "password": owner.password})
            if status == 200:
                return owner
        owner = Owner("demo@kopisenja.example", secrets.token_urlsafe(9))
        account = {"email": owner.email, "password": owner.password, "name": goods.OWNER_NAME}
        status, answer = await self._ask("POST", "/api/accounts", {**account, "shop": {"name": goods.SHOP_NAME}})
        if status != 201:
            raise DemoImpossible(
                f"The demo needs a data folder of its own, and this one has accounts already ({answer_code(answer)}): "
                "set ETALASE_DATA to a new folder."
            )
        await self.keep(owner)
        await self._must("PATCH", f"/api/shops/{answer['shop_id']}", goods.SHOP)
        return owner

    async def keep(self, owner: Owner) -> None:
        await asyncio.to_thread(_write_private, self._file, msgspec.json.encode(owner))

    async def stock(self) -> dict[str, str]:
        """Adds the products that are missing, and stock that was sold; SKU -> variant id."""
        products = (await self._must("GET", "/api/products?limit=100"))["products"]
        by_sku = {variant["sku"]: (product, variant) for product in products for variant in product["variants"]}
        for good in goods.GOODS:
            found = by_sku.get(good["variants"][0]["sku"])
            product = found[0] if found else await self._add(good)
            if not product["images"]:
                await self._draw(product["product_id"], good["picture"])
            for variant in product["variants"]:
                by_sku[variant["sku"]] = (product, variant)
                await self._refill(product["product_id"], variant, good["units"].get(variant["sku"], 0))
        return {sku: variant["variant_id"] for sku, (_, variant) in by_sku.items()}

    async def _add(self, good: dict[str, Any]) -> dict[str, Any]:
        return await self._must(
            "POST", "/api/products", {name: good[name] for name in ("title", "description", "variants")}
        )

    async def _draw(self, product_id: str, picture: str) -> None:
        form = aiohttp.FormData()
        raw = await asyncio.to_thread(draw_picture, picture)
        form.add_field("image", raw, filename=f"{picture}.png", content_type="image/png")
        async with self._http.post(f"{self._base_url}/api/products/{product_id}/images", data=form) as answer:
            if answer.status != 201:
                raise DemoImpossible(f"A picture was refused: {await answer.text()}")

    async def _refill(self, product_id: str, variant: dict[str, Any], units: int) -> None:
        if variant["stock"] < units:
            change = {"variants": [{"variant_id": variant["variant_id"], "stock": units}]}
            await self._must("PATCH", f"/api/products/{product_id}", change)

    # --- the show ---

    async def show(self, show_id: str | None) -> dict[str, Any] | None:
        """The show, if it is there and not over."""
        if show_id is None:
            return None
        status, show = await self._ask("GET", f"/api/shows/{show_id}")
        return show if status == 200 and show["state"] in ("scheduled", "live", "interrupted") else None

    async def plan(self) -> str:
        """A new show with units of everything; its id."""
        variant_ids = await self.stock()
        units = {sku: count for good in goods.GOODS for sku, count in good["units"].items()}
        prices = {sku: price for good in goods.GOODS for sku, price in good.get("show_price", {}).items()}
        line_up = [
            {
                "variant_id": variant_ids[sku],
                "units": units[sku],
                **({"show_price": goods.rupiah(prices[sku])} if sku in prices else {}),
            }
            for sku in goods.LINE_UP
        ]
        return (await self._must("POST", "/api/shows", {"title": goods.SHOW_TITLE, "line_up": line_up}))["show_id"]

    async def stream_key(self, show_id: str) -> str:
        return (await self._must("POST", f"/api/shows/{show_id}/stream-key"))["stream_key"]

    async def pin_first(self, show: dict[str, Any]) -> None:
        if show["pinned"] is None:
            first = next((line for line in show["line_up"] if line["sku"] == goods.PINNED), None)
            if first is not None:
                await self._must("PUT", f"/api/shows/{show['show_id']}/pin", {"variant_id": first["variant_id"]})

    # --- HTTP ---

    async def _must(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = await self._ask(method, path, body)
        if status >= 400:
            raise DemoImpossible(f"The demo could not be set up: {method} {path} answered {answer_code(answer)}.")
        return answer

    async def _ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with self._http.request(method, f"{self._base_url}{path}", json=body) as answer:
            raw = await answer.read()
            return answer.status, msgspec.json.decode(raw) if answer.content_type == "application/json" else None


def answer_code(answer: Any) -> str:
    return answer["error"]["code"] if isinstance(answer, dict) and "error" in answer else "something else"


def _write_private(path: Path, raw: bytes) -> None:
    fresh = path.with_suffix(".part")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(raw)
    fresh.replace(path)
