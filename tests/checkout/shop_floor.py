"""A shop with variants, its standing sale and a show, wired as the composition root does it."""

from __future__ import annotations

from typing import Any

import redis.asyncio
from sqlalchemy import func, insert, select

from checkout import tables as t
from checkout.database import Database
from checkout.journal.archive import Archive
from checkout.journal.journal import Journal
from checkout.journal.outbox import Outbox
from checkout.ledger import Ledger
from checkout.sales import Sales
from checkout.stock.holds import Hold, Line, VariantStock
from checkout.stock.store import StockStore

SHELF, SHOW, SHOP = "sal_1", "shw_1", "shp_1"
VARIANTS = ("var_a", "var_b", "var_c")


class ShopFloor:
    def __init__(self, database: Database, client: redis.asyncio.Redis, clock: Any, new_id: Any) -> None:
        self.database, self.redis, self.clock = database, client, clock
        self.journal = Journal(client, clock)
        self.outbox = Outbox(database, self.journal, clock, new_id)
        self.archive = Archive(database, self.journal)
        self.store = StockStore(client, self.journal, clock)
        self.ledger = Ledger(clock)
        self.sales = Sales(database, client, self.store, self.journal, self.outbox, clock, new_id)

    async def make_shop(self) -> None:
        async with self.database.write() as db:
            await db.execute(
                insert(t.product).values(
                    product_id="prd_1", shop_id=SHOP, title="Batik", description="", created_ms=1, updated_ms=1
                )
            )
            for variant_id in VARIANTS:
                await db.execute(
                    insert(t.variant).values(
                        variant_id=variant_id,
                        product_id="prd_1",
                        shop_id=SHOP,
                        sku=variant_id.upper(),
                        title=variant_id,
                        price_minor=1000,
                        currency="IDR",
                        weight_g=200,
                    )
                )
            await self.sales.create(db, SHELF, SHOP, "standing", 600, True)
            await self.sales.create(db, SHOW, SHOP, "show", 300, True)
        await self.sales.load(SHELF)
        await self.sales.load(SHOW)

    async def line_up(self, **units: int) -> None:
        for variant_id, count in units.items():
            await self.sales.move(variant_id, None, SHELF, count)
            await self.sales.move(variant_id, SHELF, SHOW, count)

    async def reserve(self, buyer: str, key: str = "k", *, sale_id: str = SHOW, **units: int) -> Hold:
        lines = [Line(variant_id, count, 1000) for variant_id, count in units.items()]
        return (await self.store.reserve(sale_id, buyer, key, lines, '{"quote":1}'))[0]

    async def allocate(self, hold: Hold, window_ms: int = 60_000) -> Hold:
        """begin_pay, then the books."""
        paying = await self.store.begin_pay(hold.sale_id, hold.hold_id, self.clock() + window_ms)
        async with self.database.write() as db:
            await self.ledger.allocate(db, paying, paying.deadline_ms)
        return paying

    async def pay(self, hold: Hold) -> Hold:
        await self.allocate(hold)
        async with self.database.write() as db:
            await self.ledger.commit(db, hold.hold_id)
        return await self.store.commit(hold.sale_id, hold.hold_id)

    async def give_up(self, hold: Hold) -> Hold:
        async with self.database.write() as db:
            assert await self.ledger.void(db, hold.hold_id, hold.sale_id, hold.buyer_id)
        return await self.store.abandon(hold.sale_id, hold.hold_id)

    async def books(self, sale_id: str = SHOW) -> dict[str, tuple[int, int]]:
        """variant -> (total, allocated)"""
        wanted = select(t.sale_item).where(t.sale_item.c.sale_id == sale_id)
        async with self.database.read() as db:
            return {row.variant_id: (row.total, row.allocated) for row in (await db.execute(wanted)).all()}

    async def count(self, table: Any) -> int:
        async with self.database.read() as db:
            return (await db.execute(select(func.count()).select_from(table))).scalar_one()

    async def check(self, sale_id: str = SHOW) -> dict[str, VariantStock]:
        """The stock, after checking the invariant and that Redis and the books agree (nothing being in between)."""
        stock = await self.store.stock(sale_id)
        books = await self.books(sale_id)
        for variant_id, counted in stock.items():
            assert counted.initial == counted.available + counted.held + counted.paying + counted.sold
            assert min(counted.available, counted.held, counted.paying, counted.sold) >= 0
            assert books[variant_id] == (counted.initial, counted.paying + counted.sold)
        return stock
