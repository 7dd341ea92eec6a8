"""A show's line-up: which variants, how many units of each, at what price. Units come from the shop's shelf (its
standing sale) and go back there; `Sales.move` keeps the books, this keeps the whole list all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from msgspec import UNSET
from sqlalchemy import select

from checkout.database import Database
from checkout.errors import Invalid, NotFound, OutOfStock, Refusal
from checkout.money import Money, to_minor
from checkout.sales import Sales
from checkout.stock.store import StockStore
from checkout.tables import product, sale_item, variant
from live.accounts.directory import Shop
from live.shows.wire import LineChange

logger = structlog.get_logger("shows")


@dataclass(frozen=True, slots=True)
class Step:
    """`units` of a variant into the show, or out of it when negative."""

    variant_id: str
    units: int


class LineUps:
    def __init__(self, database: Database, sales: Sales, store: StockStore) -> None:
        self._database = database
        self._sales = sales
        self._store = store

    async def check(self, shop: Shop, sale_id: str | None, lines: Sequence[LineChange]) -> None:
        """That the lines can be asked for at all, before anything is done. `sale_id` is None for a new show.

        Raises:
            NotFound: a variant that is not the shop's, or (without units to add) not in the line-up.
            Invalid: a variant twice, a price in another currency or below zero.
            OutOfStock: not that many units where they would come from.
        """
        ids = [line.variant_id for line in lines]
        for index, line in enumerate(lines):
            if line.variant_id in ids[:index]:
                raise Invalid("A variant stands twice.", {f"line_up[{index}].variant_id": "stands twice"})
            if isinstance(line.show_price, Money):
                self.price_minor(shop, line.show_price, f"line_up[{index}].show_price")
        known, listed = await self._known(shop.shop_id, sale_id, ids)
        for line in lines:
            if line.variant_id not in known or (line.units <= 0 and line.variant_id not in listed):
                raise NotFound("There is no such variant.", {"variant_id": line.variant_id})
        await self._check_units(shop.standing_sale_id, [(line.variant_id, line.units) for line in lines])
        if sale_id is not None:
            await self._check_units(sale_id, [(line.variant_id, -line.units) for line in lines])

    async def _known(self, shop_id: str, sale_id: str | None, ids: Sequence[str]) -> tuple[set[str], set[str]]:
        async with self._database.read() as db:
            owned = (
                select(variant.c.variant_id)
                .join(product, product.c.product_id == variant.c.product_id)
                .where(
                    variant.c.shop_id == shop_id,
                    variant.c.variant_id.in_(ids),
                    variant.c.deleted_ms.is_(None),
                    product.c.deleted_ms.is_(None),
                )
            )
            known = set((await db.execute(owned)).scalars())
            listed_query = select(sale_item.c.variant_id).where(sale_item.c.sale_id == (sale_id or ""))
            listed = set((await db.execute(listed_query)).scalars())
        # What is in the line-up may be taken out of it, also when its product was removed from the shop meanwhile.
        return known | listed, listed

    async def _check_units(self, from_sale_id: str, wanted: Sequence[tuple[str, int]]) -> None:
        takes = [(variant_id, units) for variant_id, units in wanted if units > 0]
        if not takes:
            return
        stock = await self._sales.with_loaded(from_sale_id, lambda: self._store.stock(from_sale_id))
        for variant_id, units in takes:
            there = stock.get(variant_id)
            available = there.available if there else 0
            if available < units:
                raise out_of_stock(variant_id, available)

    async def apply(self, shop: Shop, sale_id: str, lines: Sequence[LineChange]) -> None:
        """All of the lines or none. Raises `OutOfStock` when somebody else was quicker than `check`."""
        listed = await self._listed(sale_id)
        fresh = [line for line in lines if line.variant_id not in listed]
        # What is new has its price before its first unit can be bought; what is there keeps its price if it fails.
        await self._describe(shop, sale_id, fresh, max(listed.values(), default=0))
        await self._move(shop, sale_id, [Step(line.variant_id, line.units) for line in lines if line.units])
        await self._describe(shop, sale_id, [line for line in lines if line.variant_id in listed], None)

    async def _move(self, shop: Shop, sale_id: str, steps: Sequence[Step]) -> None:
        done: list[Step] = []
        try:
            for step in steps:
                await self._step(shop.standing_sale_id, sale_id, step)
                done.append(step)
        except Refusal:
            for step in reversed(done):
                await self._undo(shop.standing_sale_id, sale_id, step)
            raise

    async def _step(self, shelf_id: str, sale_id: str, step: Step) -> None:
        there_and_back = (shelf_id, sale_id) if step.units > 0 else (sale_id, shelf_id)
        await self._sales.move(step.variant_id, *there_and_back, abs(step.units))

    async def _undo(self, shelf_id: str, sale_id: str, step: Step) -> None:
        try:
            await self._step(shelf_id, sale_id, Step(step.variant_id, -step.units))
        except Refusal as refusal:
            # Sold in that moment, or Redis is away: the units are where they are, counted once, and the host sees it.
            logger.warning(
                "a move was not undone", sale_id=sale_id, variant_id=step.variant_id, units=step.units, why=refusal.code
            )

    async def _listed(self, sale_id: str) -> dict[str, int]:
        """The places of what is in the line-up, by variant."""
        async with self._database.read() as db:
            query = select(sale_item.c.variant_id, sale_item.c.position).where(sale_item.c.sale_id == sale_id)
            return {row.variant_id: row.position for row in (await db.execute(query)).all()}

    async def _describe(self, shop: Shop, sale_id: str, lines: Sequence[LineChange], last: int | None) -> None:
        """Sets prices and limits, and with `last` also places: after that one, in the order of `lines`."""
        for index, line in enumerate(lines, 1):
            changes: dict[str, Any] = {}
            if line.show_price is not UNSET:
                price = line.show_price
                changes["show_price_minor"] = price and self.price_minor(shop, price, "show_price")
            if line.per_buyer_limit is not UNSET:
                changes["per_buyer_limit"] = line.per_buyer_limit
            if last is not None:
                changes["position"] = last + index
            if changes:
                await self._sales.set_item(sale_id, line.variant_id, **changes)

    def price_minor(self, shop: Shop, price: Money, field: str) -> int:
        """Raises `Invalid`."""
        try:
            minor = to_minor(price)
        except ValueError as error:
            raise Invalid(f"{field}: {error}", {field: str(error)}) from None
        if price.currency != shop.currency:
            raise Invalid(f"{field}: the shop's currency is {shop.currency}.", {field: f"must be in {shop.currency}"})
        if minor < 0:
            raise Invalid(f"{field}: must not be below zero.", {field: "must not be below zero"})
        return minor


def out_of_stock(variant_id: str, available: int) -> OutOfStock:
    return OutOfStock("There are not that many.", {"variant_id": variant_id, "available": available})
