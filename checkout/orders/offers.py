"""What a sale offers at this moment: its shop's terms, its items with prices and pictures. At most a second old.

A thousand buyers who press "buy" together ask the database once. A price that changes reaches new holds within
`MAX_AGE_MS`; a hold keeps the price it was placed with.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout import tables as t
from checkout.database import Database
from checkout.errors import NotFound
from checkout.orders.wire import ImageView
from checkout.outside import Clock, Shops, ShopTerms
from checkout.pictures import picture
from checkout.sales import SaleItem, Sales

MAX_AGE_MS = 1000
NEW_AGE_MS = 100
"""For a variant that is not in it: who has just seen a new product may buy it, and made-up ids cost few looks."""
MAX_SALES = 1000


@dataclass(frozen=True, slots=True)
class Offer:
    """`items` by variant id; `images` by image id."""

    sale_id: str
    is_show: bool
    shop: ShopTerms
    items: Mapping[str, SaleItem]
    images: Mapping[str, ImageView]


@dataclass(slots=True)
class _Place:
    """One sale's place in the cache. The lock lets one caller look while the others wait for what it finds."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    offer: Offer | None = None
    seen_ms: int = 0


class Offers:
    def __init__(self, database: Database, sales: Sales, shops: Shops, now_ms: Clock) -> None:
        self._database = database
        self._sales = sales
        self._shops = shops
        self._now_ms = now_ms
        self._places: OrderedDict[str, _Place] = OrderedDict()

    async def of_variants(self, sale_id: str, variant_ids: Iterable[str]) -> Offer:
        """An offer that was looked up again if one of these had just come into the sale. Raises `NotFound`."""
        offer = await self.of(sale_id)
        if all(variant_id in offer.items for variant_id in variant_ids):
            return offer
        return await self.of(sale_id, NEW_AGE_MS)

    async def of(self, sale_id: str, max_age_ms: int = MAX_AGE_MS) -> Offer:
        """Raises `NotFound`."""
        place = self._places.setdefault(sale_id, _Place())
        self._places.move_to_end(sale_id)
        async with place.lock:
            if place.offer is None or not 0 <= self._now_ms() - place.seen_ms < max_age_ms:
                try:
                    place.offer = await self._look(sale_id)
                except NotFound:
                    # Made-up ids must not fill the cache.
                    self._places.pop(sale_id, None)
                    raise
                place.seen_ms = self._now_ms()
        while len(self._places) > MAX_SALES:
            self._places.popitem(last=False)
        return place.offer

    async def of_show(self, show_id: str) -> Offer:
        """Raises `NotFound`, also for a shop's standing sale."""
        offer = await self.of(show_id)
        if not offer.is_show:
            raise NotFound("There is no such show.")
        return offer

    async def _look(self, sale_id: str) -> Offer:
        async with self._database.read() as db:
            found = await db.execute(select(t.sale.c.shop_id, t.sale.c.kind).where(t.sale.c.sale_id == sale_id))
            sale = found.one_or_none()
        if sale is None:
            raise NotFound("There is no such sale.")
        shop = await self._shops.terms(sale.shop_id)
        items = await self._sales.items(sale_id)
        async with self._database.read() as db:
            images = await images_by_id(db, {item.image_id for item in items if item.image_id})
        return Offer(sale_id, sale.kind == "show", shop, {item.variant_id: item for item in items}, images)


async def images_by_id(db: AsyncConnection, image_ids: Iterable[str]) -> dict[str, ImageView]:
    """Pictures that still exist; those of products deleted since are missing."""
    wanted = select(t.image.c.image_id, t.image.c.width, t.image.c.height).where(t.image.c.image_id.in_(set(image_ids)))
    return {row.image_id: picture(row.image_id, row.width, row.height) for row in await db.execute(wanted)}
