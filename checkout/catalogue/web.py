"""HTTP: products, their pictures, and the pictures' files."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from checkout.caller import HOSTS, STAFF, Role
from checkout.catalogue import wire
from checkout.catalogue.paging import decode_cursor, decode_limit
from checkout.catalogue.pictures import MAX_IMAGE_BYTES
from checkout.catalogue.refusals import InLineUp, TooManyImages
from checkout.catalogue.service import Catalogue
from checkout.catalogue.uploads import read_upload
from checkout.endpoint import Call, Endpoint, Who
from checkout.errors import (
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    OutOfStock,
    TooLarge,
    Unavailable,
    WrongContentType,
)
from checkout.orders.wire import ImageView

_PAGE = {"cursor": "what `next` of the page before said", "limit": "1 to 100, 50 by default", "q": "in title or SKU"}
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_MAX_WORDS = 100


class CatalogueEndpoints:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def endpoints(self) -> list[Endpoint]:
        public, staff = Who.PUBLIC, Who.STAFF
        one = "/api/products/{product_id}"
        view = wire.ProductView
        return [
            Endpoint(
                "POST", "/api/products", self.create, staff, "Add a product; its stock goes onto the shop's shelf",
                body=wire.NewProduct, answer=view, status=201, roles=HOSTS,
                errors=(Invalid, NotFound, Forbidden, Unavailable),
            ),
            Endpoint(
                "GET", "/api/products", self.mine, staff, "Your shop's products, newest first",
                answer=wire.Products, query=_PAGE | {"shop": "which, if you have several"}, errors=(Invalid, NotFound),
            ),
            Endpoint(
                "GET", "/api/shops/{shop}/products", self.front, public, "A shop's products, newest first",
                answer=wire.Products, query=_PAGE, errors=(Invalid, NotFound),
            ),
            Endpoint("GET", one, self.get, staff, "A product of yours", answer=view, errors=(NotFound,)),
            Endpoint(
                "PATCH", one, self.change, staff, "Change a product, its variants, stock and the order of its pictures",
                body=wire.ProductChange, answer=view, roles=HOSTS,
                errors=(Invalid, NotFound, Forbidden, InLineUp, OutOfStock, Unavailable),
            ),
            Endpoint(
                "DELETE", one, self.delete, staff, "Delete a product; /restore undoes it", status=204, roles=HOSTS,
                errors=(NotFound, Forbidden, InLineUp, Unavailable),
            ),
            Endpoint(
                "POST", one + "/restore", self.restore, staff, "Undo a delete", answer=view, roles=HOSTS,
                errors=(NotFound, Forbidden, Unavailable),
            ),
            Endpoint(
                "POST", one + "/images", self.add_image, staff, "Add a picture: multipart; JPEG, PNG or WebP to 10 MB",
                answer=ImageView, status=201, roles=HOSTS,
                errors=(Malformed, NotFound, Forbidden, TooManyImages, TooLarge, WrongContentType, Invalid),
            ),
            Endpoint(
                "DELETE", one + "/images/{image_id}", self.remove_image, staff, "Remove a picture", status=204,
                roles=HOSTS, errors=(NotFound, Forbidden),
            ),
            Endpoint("GET", "/images/{name}", self.file, public, "A picture's file", in_document=False),
        ]  # fmt: skip

    async def create(self, call: Call[wire.NewProduct]) -> wire.ProductView:
        shop_id = call.body.shop_id or call.caller.own_shop(HOSTS)
        call.caller.require_role(shop_id, HOSTS)
        return await self._catalogue.create(shop_id, call.body)

    async def mine(self, call: Call[None]) -> wire.Products:
        shop_id = call.query.get("shop") or call.caller.own_shop()
        call.caller.require_role(shop_id)
        return await self._page(call, shop_id)

    async def front(self, call: Call[None]) -> wire.Products:
        return await self._page(call, call.path["shop"])

    async def get(self, call: Call[None]) -> wire.ProductView:
        return await self._catalogue.get(await self._shop(call, STAFF), call.path["product_id"])

    async def change(self, call: Call[wire.ProductChange]) -> wire.ProductView:
        return await self._catalogue.change(await self._shop(call, HOSTS), call.path["product_id"], call.body)

    async def delete(self, call: Call[None]) -> None:
        await self._catalogue.delete(await self._shop(call, HOSTS), call.path["product_id"])

    async def restore(self, call: Call[None]) -> wire.ProductView:
        return await self._catalogue.restore(await self._shop(call, HOSTS), call.path["product_id"])

    async def add_image(self, call: Call[None]) -> ImageView:
        shop_id, product_id = await self._shop(call, HOSTS), call.path["product_id"]
        await self._catalogue.pictures.check_room(shop_id, product_id)
        return await self._catalogue.pictures.add(shop_id, product_id, await read_upload(call.request, MAX_IMAGE_BYTES))

    async def remove_image(self, call: Call[None]) -> None:
        shop_id = await self._shop(call, HOSTS)
        await self._catalogue.pictures.remove(shop_id, call.path["product_id"], call.path["image_id"])

    async def file(self, call: Call[None]) -> web.StreamResponse:
        path = await self._catalogue.images.find(call.path["name"])
        if path is None:
            raise NotFound("There is no such picture.")
        return web.FileResponse(path, headers={**_FOREVER, "Content-Type": "image/webp"})

    async def _shop(self, call: Call[Any], roles: frozenset[Role]) -> str:
        """The product's shop, in which the caller must have one of `roles`: `NotFound` for other shops' people."""
        shop_id = await self._catalogue.shop_of(call.path["product_id"])
        call.caller.require_role(shop_id, roles)
        return shop_id

    async def _page(self, call: Call[None], shop: str) -> wire.Products:
        words = call.query.get("q", "").strip()
        if len(words) > _MAX_WORDS:
            raise Invalid(f"q: at most {_MAX_WORDS} characters", {"q": f"at most {_MAX_WORDS} characters"})
        after, limit = decode_cursor(call.query.get("cursor")), decode_limit(call.query.get("limit"))
        return await self._catalogue.page(shop, words=words, after=after, limit=limit)
