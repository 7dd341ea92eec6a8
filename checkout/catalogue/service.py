"""Products with variants, prices, stock and pictures: the use cases. Every one is bound to a shop's id.

Which shop a caller may act for is checked in `web.py`, before these are called. Stock goes through the shop's standing
sale: new units come in and wrong ones go out by moves, never by writing a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET
from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from checkout.catalogue import changes, records
from checkout.catalogue.images import ImageStore, image_json
from checkout.catalogue.paging import encode_cursor
from checkout.catalogue.pictures import ProductPictures
from checkout.catalogue.records import ProductRecord
from checkout.catalogue.refusals import InLineUp
from checkout.catalogue.shelf import Shelf, StockCounts, StockMoves
from checkout.catalogue.wire import NewProduct, ProductChange, Products, ProductView, VariantView
from checkout.database import Database
from checkout.errors import Refusal
from checkout.money import from_minor
from checkout.outside import Clock, NewId, Shops, ShopTerms
from checkout.tables import image, product, variant
from checkout.wire import rfc3339


class Catalogue:
    def __init__(
        self,
        database: Database,
        sales: StockMoves,
        store: StockCounts,
        shops: Shops,
        images: ImageStore,
        now_ms: Clock,
        new_id: NewId,
    ) -> None:
        self._database = database
        self._shelf = Shelf(database, sales, store)
        self._shops = shops
        self.images = images
        self.pictures = ProductPictures(database, images, now_ms, new_id)
        self._now_ms = now_ms
        self._new_id = new_id

    async def shop_of(self, product_id: str) -> str:
        """Whose product it is, deleted or not. Raises `NotFound`."""
        async with self._database.read() as db:
            return await records.shop_of_product(db, product_id)

    async def create(self, shop_id: str, wish: NewProduct) -> ProductView:
        """Raises `Invalid` (details name the field), `NotFound` (the shop), `Unavailable` (nothing is made then)."""
        shop = await self._shops.terms(shop_id)
        title = changes.title_of(wish.title)
        variants = changes.new_variants(wish.variants, shop.currency)
        product_id, now = self._new_id("prd"), self._now_ms()
        async with self._database.write() as db:
            await db.execute(
                insert(product).values(
                    product_id=product_id,
                    shop_id=shop_id,
                    title=title,
                    description=changes.description_of(wish.description),
                    created_ms=now,
                    updated_ms=now,
                )
            )
            stock = await self._add_variants(db, shop_id, product_id, variants, first_position=0)
        try:
            await self._shelf.make_known(shop.standing_sale_id, [variant_id for variant_id, _ in stock])
            for variant_id, units in stock:
                await self._shelf.put(shop.standing_sale_id, variant_id, units)
        except Refusal:
            # A product that its maker was told failed must not be found beside the one of the next try.
            await self._set_deleted(shop_id, product_id, now)
            raise
        return await self.get(shop_id, product_id)

    async def get(self, shop_id: str, product_id: str) -> ProductView:
        """Raises `NotFound`."""
        shop = await self._shops.terms(shop_id)
        async with self._database.read() as db:
            record = await records.find(db, shop_id, product_id)
        return (await self._views(shop, [record]))[0]

    async def page(self, shop: str, *, words: str, after: tuple[int, str] | None, limit: int) -> Products:
        """Newest first. `shop` is an id, or a slug if `Shops` knows them. Raises `NotFound` for an unknown shop."""
        terms = await self._shops.terms(shop)
        async with self._database.read() as db:
            found = await records.page(db, terms.shop_id, words=words, after=after, limit=limit + 1)
        shown = found[:limit]
        more = len(found) > limit
        following = encode_cursor(shown[-1].row.created_ms, shown[-1].row.product_id) if more else None
        return Products(await self._views(terms, shown), following)

    async def change(self, shop_id: str, product_id: str, wish: ProductChange) -> ProductView:
        """Raises `Invalid`, `NotFound`, `InLineUp`, `OutOfStock`, `Unavailable`: after the last two the other changes
        are kept, and the same request can be sent again."""
        shop = await self._shops.terms(shop_id)
        values: dict[str, Any] = {"updated_ms": self._now_ms()}
        if wish.title is not UNSET:
            values["title"] = changes.title_of(wish.title)
        if wish.description is not UNSET:
            values["description"] = changes.description_of(wish.description)
        async with self._database.write() as db:
            await _lock(db, shop_id, product_id)
            record = await records.find(db, shop_id, product_id)
            await db.execute(update(product).where(*_product(shop_id, product_id)).values(values))
            if wish.images is not UNSET:
                await self._order_images(db, shop_id, record, wish.images)
            sent = [] if wish.variants is UNSET else wish.variants
            known: dict[str, str] = {row.variant_id: row.sku for row in record.variants}
            plan = changes.plan(sent, known, shop.currency) if sent else changes.VariantPlan()
            await _refuse_in_line_up(db, shop_id, plan.deleted)
            for variant_id, changed in plan.changed.items():
                if variant_id in plan.deleted:
                    changed["deleted_ms"] = self._now_ms()
                if changed:
                    await db.execute(update(variant).where(*_variant(shop_id, variant_id)).values(changed))
            position = max((row.position for row in record.variants), default=-1) + 1
            added = await self._add_variants(db, shop_id, product_id, plan.added, first_position=position)
        await self._shelf.make_known(shop.standing_sale_id, [*plan.stock, *(variant_id for variant_id, _ in added)])
        for variant_id, units in (*plan.stock.items(), *added):
            await self._shelf.set_available(shop.standing_sale_id, variant_id, units)
        await self._take_off(shop, plan.deleted)
        return await self.get(shop_id, product_id)

    async def delete(self, shop_id: str, product_id: str) -> None:
        """Takes it off the shelf and out of every list; `restore` undoes it.

        Raises:
            NotFound, InLineUp
        """
        shop = await self._shops.terms(shop_id)
        async with self._database.write() as db:
            await _lock(db, shop_id, product_id)
            record = await records.find(db, shop_id, product_id)
            variant_ids: list[str] = [row.variant_id for row in record.variants]
            await _refuse_in_line_up(db, shop_id, variant_ids)
            deleted = {"deleted_ms": self._now_ms()}
            await db.execute(update(product).where(*_product(shop_id, product_id)).values(deleted))
        await self._take_off(shop, variant_ids)

    async def restore(self, shop_id: str, product_id: str) -> ProductView:
        """Undoes `delete`, with what was on the shelf then. Fine if it is not deleted. Raises `NotFound`."""
        shop = await self._shops.terms(shop_id)
        living = (variant.c.product_id == product_id, variant.c.shop_id == shop_id, variant.c.deleted_ms.is_(None))
        async with self._database.write() as db:
            await _lock(db, shop_id, product_id)
            await db.execute(update(product).where(*_product(shop_id, product_id)).values(deleted_ms=None))
            rows = await db.execute(select(variant.c.variant_id, variant.c.stored_units).where(*living))
            stored: dict[str, int] = {row.variant_id: row.stored_units for row in rows}
            # Taken out of the books before they are put on the shelf: a crash between may lose units, which the seller
            # sees and mends; the other way round it could sell them twice.
            await db.execute(update(variant).where(*living).values(stored_units=0))
        for variant_id, units in stored.items():
            await self._shelf.put(shop.standing_sale_id, variant_id, units)
        return await self.get(shop_id, product_id)

    async def _take_off(self, shop: ShopTerms, variant_ids: Sequence[str]) -> None:
        for variant_id in variant_ids:
            units = await self._shelf.take_all(shop.standing_sale_id, variant_id)
            async with self._database.write() as db:
                kept = {"stored_units": variant.c.stored_units + units}
                await db.execute(update(variant).where(*_variant(shop.shop_id, variant_id)).values(kept))

    async def _set_deleted(self, shop_id: str, product_id: str, at_ms: int) -> None:
        async with self._database.write() as db:
            await db.execute(update(product).where(*_product(shop_id, product_id)).values(deleted_ms=at_ms))

    async def _add_variants(
        self,
        db: AsyncConnection,
        shop_id: str,
        product_id: str,
        variants: Sequence[tuple[dict[str, Any], int]],
        *,
        first_position: int,
    ) -> list[tuple[str, int]]:
        """(variant id, stock it shall have) of each."""
        added: list[tuple[str, int]] = []
        for position, (values, units) in enumerate(variants, first_position):
            variant_id = self._new_id("var")
            ids = {"variant_id": variant_id, "product_id": product_id, "shop_id": shop_id, "position": position}
            await db.execute(insert(variant).values(**ids, **values))
            added.append((variant_id, units))
        return added

    async def _order_images(
        self, db: AsyncConnection, shop_id: str, record: ProductRecord, image_ids: Sequence[str]
    ) -> None:
        if sorted(image_ids) != sorted(row.image_id for row in record.images):
            raise changes.invalid("images", "give every image id of this product once")
        for position, image_id in enumerate(image_ids):
            mine = (image.c.shop_id == shop_id, image.c.image_id == image_id)
            await db.execute(update(image).where(*mine).values(position=position))

    async def _views(self, shop: ShopTerms, found: Sequence[ProductRecord]) -> list[ProductView]:
        variant_ids = [row.variant_id for record in found for row in record.variants]
        available = await self._shelf.available(shop.standing_sale_id, variant_ids)
        return [_view(record, available) for record in found]


async def _lock(db: AsyncConnection, shop_id: str, product_id: str) -> None:
    """Whoever else changes this product waits. Raises `NotFound`; a deleted one can be locked."""
    query = select(product.c.product_id).where(*_product(shop_id, product_id)).with_for_update()
    if (await db.execute(query)).first() is None:
        raise records.no_product()


async def _refuse_in_line_up(db: AsyncConnection, shop_id: str, variant_ids: Sequence[str]) -> None:
    shows = await records.shows_with(db, shop_id, variant_ids) if variant_ids else []
    if shows:
        raise InLineUp("A show still has units of it: take it out of the line-up first.", {"shows": shows})


def _view(record: ProductRecord, available: dict[str, int]) -> ProductView:
    row = record.row
    return ProductView(
        product_id=row.product_id,
        shop_id=row.shop_id,
        title=row.title,
        description=row.description,
        images=[image_json(each.image_id, each.width, each.height) for each in record.images],
        variants=[
            VariantView(
                each.variant_id,
                each.sku,
                each.title,
                from_minor(each.price_minor, each.currency),
                available[each.variant_id],
                each.weight_g,
            )
            for each in record.variants
        ],
        created_at=rfc3339(row.created_ms),
    )


def _product(shop_id: str, product_id: str) -> tuple[ColumnElement[bool], ...]:
    return (product.c.shop_id == shop_id, product.c.product_id == product_id)


def _variant(shop_id: str, variant_id: str) -> tuple[ColumnElement[bool], ...]:
    return (variant.c.shop_id == shop_id, variant.c.variant_id == variant_id)
